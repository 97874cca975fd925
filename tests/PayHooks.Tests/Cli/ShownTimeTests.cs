using PayHooks.Cli.Terminal;

namespace PayHooks.Tests.Cli;

public sealed class ShownTimeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Times_are_local_and_name_their_offset()
    {
        var time = new ShownTime(new At(Noon, "Berlin"), utc: false);

        Assert.Equal("UTC+02:00", time.Zone);
        Assert.Equal("2026-07-15 14:00:00 UTC+02:00", time.Named(Noon));
        Assert.Equal("14:00:00", time.Short(Noon));
        Assert.Equal("2026-07-15 14:00:00.000", time.Exact(Noon));
    }

    [Fact]
    public void With_the_switch_times_are_in_UTC()
    {
        var time = new ShownTime(new At(Noon, "Berlin"), utc: true);

        Assert.Equal(("UTC", "2026-07-15 12:00:00 UTC"), (time.Zone, time.Named(Noon)));
    }

    [Fact]
    public void A_time_in_winter_is_shown_with_the_offset_that_is_named()
    {
        var time = new ShownTime(new At(Noon, "Berlin"), utc: false);

        Assert.Equal("2026-01-01 02:00:00 UTC+02:00", time.Named(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void Today_is_the_day_of_the_zone()
    {
        var time = new ShownTime(new At(new DateTimeOffset(2026, 7, 15, 23, 30, 0, TimeSpan.Zero), "Berlin"), utc: false);

        Assert.Equal("01:15:00", time.Short(new DateTimeOffset(2026, 7, 15, 23, 15, 0, TimeSpan.Zero)));
        Assert.Equal("07-15 14:00", time.Short(Noon));
    }

    [Fact]
    public void No_time_is_a_dash()
    {
        var time = new ShownTime(new At(Noon, "UTC"), utc: false);

        Assert.Equal(("-", "-", null, null), (time.Short(null), time.Exact(null), time.Full(null), time.Named(null)));
    }

    private sealed class At(DateTimeOffset now, string zone) : TimeProvider
    {
        // Made here: a machine may have no time zone database.
        public override TimeZoneInfo LocalTimeZone { get; } = zone == "UTC" ? TimeZoneInfo.Utc : TimeZoneInfo.CreateCustomTimeZone(
            zone, TimeSpan.FromHours(1), zone, zone, "summer",
            [TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
                TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 29),
                TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 25))]);

        public override DateTimeOffset GetUtcNow() => now;
    }
}
