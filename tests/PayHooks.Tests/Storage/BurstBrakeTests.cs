using PayHooks.Sqlite;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

public sealed class BurstBrakeTests
{
    private const int BesideWork = 3000;
    private const int Most = 12_000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly ManualTime time = new();
    private readonly BurstBrake brake;
    private bool waits;

    public BurstBrakeTests() => brake = new BurstBrake(time);

    [Fact]
    public void Work_never_waits_while_few_deliveries_come() => Assert.Equal(0, ShareWaited(seconds: 20, wanted: 900));

    [Fact]
    public void Work_hardly_waits_when_deliveries_come_no_faster_without_it() =>
        Assert.InRange(ShareWaited(seconds: 20, wanted: BesideWork), 0.01, 0.05);

    [Fact]
    public void Work_stands_back_once_a_burst_shows_and_as_long_as_it_lasts_but_for_a_moment_now_and_then()
    {
        Assert.InRange(ShareWaited(seconds: 20, wanted: 50_000), 0.9, 1);
        Assert.InRange(ShareWaited(seconds: 20, wanted: 4500), 0.9, 0.97);
    }

    [Fact]
    public void Deliveries_that_come_faster_by_themselves_are_no_burst()
    {
        for (var second = 1; second < 30; second++)
        {
            Assert.InRange(ShareWaited(seconds: 1, wanted: second * 100), 0, 0.3);
        }

        Assert.InRange(ShareWaited(seconds: 20, wanted: BesideWork), 0, 0.1);
    }

    [Fact]
    public void Deliveries_that_double_just_while_work_stands_back_hold_it_up_for_a_moment_only()
    {
        while (!waits)
        {
            ShareWaited(seconds: 0.05, wanted: 1100);
        }

        Assert.InRange(ShareWaited(seconds: 20, wanted: 2200), 0, 0.1);
    }

    [Fact]
    public void Work_goes_on_soon_after_a_burst()
    {
        ShareWaited(seconds: 6, wanted: 50_000);
        ShareWaited(seconds: 1, wanted: 2000);

        Assert.InRange(ShareWaited(seconds: 3, wanted: 2000), 0, 0.1);
    }

    [Fact]
    public void Work_goes_on_soon_after_deliveries_have_ceased()
    {
        ShareWaited(seconds: 5, wanted: 50_000);
        ShareWaited(seconds: 1, wanted: 0);

        Assert.Equal(0, ShareWaited(seconds: 20, wanted: 0));
    }

    // A machine that answers more while the work waits.
    private double ShareWaited(double seconds, int wanted)
    {
        var ticks = (int)Math.Round(seconds / Tick.TotalSeconds);
        var waited = 0;
        for (var i = 0; i < ticks; i++)
        {
            brake.Count((int)(Math.Min(wanted, waits ? Most : BesideWork) * Tick.TotalSeconds));
            time.Advance(Tick);
            waits = brake.ShouldWait();
            waited += waits ? 1 : 0;
        }

        return (double)waited / ticks;
    }
}
