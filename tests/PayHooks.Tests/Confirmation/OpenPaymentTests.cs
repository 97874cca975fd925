using PayHooks.Confirmation;

namespace PayHooks.Tests.Confirmation;

/// <summary>The row of an open payment.</summary>
public sealed class OpenPaymentTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(1, true)]
    [InlineData(120, true)]
    [InlineData(121, true)]
    [InlineData(420, true)]
    [InlineData(421, false)]
    public void A_lease_counts_until_it_ends_unless_its_clock_was_far_ahead(int secondsLeft, bool isTaken)
    {
        var payment = new OpenPayment
        {
            Source = "shop",
            Id = "p1",
            State = "pending/pending",
            DueAt = Now,
            TakenUntil = Now.AddSeconds(secondsLeft),
        };

        Assert.Equal(isTaken, payment.IsTaken(Now, Lease));
    }
}
