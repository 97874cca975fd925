namespace PayHooks.Tests.Payments;

/// <summary>The promises of the state machine, over random histories that arrive in every order.</summary>
public sealed class SequenceTests
{
    private const int Sequences = 1_000_000;

    [Fact]
    public void A_million_histories_keep_the_promises_in_whatever_order_they_arrive()
    {
        string? breach = null;
        Parallel.For(0, Sequences, (number, loop) =>
        {
            var random = new Random(number);
            var history = RandomHistory.Make(random);
            var one = new HandledHistory(RandomHistory.Arrivals(random, history));
            var other = new HandledHistory(RandomHistory.Arrivals(random, history));
            if ((one.Breach ?? other.Breach ?? one.DiffersFrom(other)) is { } found)
            {
                Interlocked.CompareExchange(ref breach, $"Seed {number}: {found}", null);
                loop.Stop();
            }
        });

        Assert.Null(breach);
    }
}
