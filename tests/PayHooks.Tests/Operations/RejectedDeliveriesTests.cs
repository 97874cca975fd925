using PayHooks.Operations;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Operations;

public sealed class RejectedDeliveriesTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void The_last_ones_are_kept_newest_first()
    {
        var log = new RejectedDeliveries(time);
        for (var number = 1; number <= RejectedDeliveries.Kept + 7; number++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            log.Add(Refused(number % 2 == 0 ? "even" : "odd", $"{number}"));
        }

        Assert.Equal(RejectedDeliveries.Kept, log.Newest(null, int.MaxValue).Count);
        Assert.Equal(["507", "506", "505"], log.Newest(null, 3).Select(one => one.Reason));
        Assert.Equal(["506", "504"], log.Newest("even", 2).Select(one => one.Reason));
        Assert.Equal("8", log.Newest(null, int.MaxValue)[^1].Reason);
        Assert.Equal(time.GetUtcNow(), log.Newest(null, 1)[0].At);
        Assert.Empty(log.Newest("another", 10));
    }

    [Theory]
    [InlineData("Stripe", "stripe")]
    [InlineData("../../etc/passwd", "etcpasswd")]
    [InlineData("<script>", "script")]
    [InlineData("ＡÄ\n\u001b[31m", "31m")]
    [InlineData("日本", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Of_an_unknown_name_only_what_could_name_a_source_is_kept(string? name, string? kept) =>
        Assert.Equal(kept, RejectedDeliveries.Sanitise(name));

    private static RejectedDelivery Refused(string source, string reason) => new(source, 401, reason, null, null, null);
}
