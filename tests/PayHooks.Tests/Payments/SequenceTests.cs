using System.Globalization;

namespace PayHooks.Tests.Payments;

/// <summary>
/// The promises of the state machine, over random histories that arrive in every order. <c>PAYHOOKS_SEQUENCES=1000000</c> takes minutes
/// and tries that many.
/// </summary>
public sealed class SequenceTests
{
    private static readonly int Sequences =
        int.TryParse(Environment.GetEnvironmentVariable("PAYHOOKS_SEQUENCES"), CultureInfo.InvariantCulture, out var count) ? count
            : 50_000;

    [Fact]
    public void Random_histories_keep_the_promises_in_whatever_order_they_arrive()
    {
        for (var seed = 0; seed < Sequences; seed++)
        {
            var random = new Random(seed);
            var history = RandomHistory.Make(random);
            var one = new HandledHistory(RandomHistory.Arrivals(random, history));
            var other = new HandledHistory(RandomHistory.Arrivals(random, history));
            var breach = one.Breach ?? other.Breach ?? one.DiffersFrom(other);
            Assert.True(breach is null, $"Seed {seed}: {breach}");
        }
    }
}
