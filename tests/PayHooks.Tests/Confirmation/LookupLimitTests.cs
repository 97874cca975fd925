using PayHooks.Confirmation;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Confirmation;

public sealed class LookupLimitTests
{
    private readonly ManualTime time = new();
    private readonly LookupLimit limit;

    public LookupLimitTests() => limit = new LookupLimit(time);

    [Fact]
    public void After_a_burst_lookups_come_back_one_by_one()
    {
        Assert.Equal(LookupLimit.Burst, Allowed(100));

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, Allowed(100));

        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(LookupLimit.Burst, Allowed(100));
    }

    [Fact]
    public void What_is_refused_comes_back_at_the_rate_that_is_possible()
    {
        Allowed(LookupLimit.Burst);
        var waits = Enumerable.Range(0, 5000).Select(_ => limit.Take("test")!.Value).ToList();

        Assert.Equal(TimeSpan.FromSeconds(1), waits[0]);
        Assert.Equal(TimeSpan.FromSeconds(20), waits[99]);
        Assert.Equal(TimeSpan.FromMinutes(10), waits[^1]);
    }

    [Fact]
    public void One_source_does_not_use_up_what_another_may_ask()
    {
        Allowed(LookupLimit.Burst + 1);

        Assert.Null(limit.Take("other"));
    }

    [Fact]
    public void A_clock_that_is_set_changes_nothing()
    {
        Allowed(LookupLimit.Burst);
        time.SetForward(TimeSpan.FromDays(1));

        Assert.NotNull(limit.Take("test"));
    }

    private int Allowed(int asked) => Enumerable.Range(0, asked).Count(_ => limit.Take("test") is null);
}
