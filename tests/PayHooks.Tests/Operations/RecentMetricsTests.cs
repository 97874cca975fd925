using PayHooks.Operations.Metrics;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Operations;

public sealed class RecentMetricsTests
{
    private readonly ManualTime time = new();
    private readonly RecentMetrics figures;

    public RecentMetricsTests() => figures = new RecentMetrics(time);

    [Fact]
    public void Each_minute_counts_what_happened_in_it()
    {
        figures.Delivered("shop", "accepted");
        figures.Delivered("shop", "refused");
        figures.Delivered(null, "refused");
        time.Advance(TimeSpan.FromMinutes(1));
        figures.Delivered("shop", "unavailable");
        figures.Processed("completed");
        figures.Processed("retrying");
        figures.Processed("dead");
        figures.Processed("duplicate");

        var minutes = figures.Read().Minutes;

        Assert.Equal(RecentMetrics.Minutes, minutes.Count);
        Assert.Equal(new MinuteFigures(time.GetUtcNow().AddMinutes(-1), 1, 2, 0, 0, 0, 0), minutes[^2]);
        Assert.Equal(new MinuteFigures(time.GetUtcNow(), 0, 0, 1, 1, 1, 1), minutes[^1]);
        Assert.All(minutes.SkipLast(2), minute => Assert.Equal(new MinuteFigures(minute.At, 0, 0, 0, 0, 0, 0), minute));
        Assert.Equal(time.GetUtcNow().AddMinutes(-59), minutes[0].At);
    }

    [Fact]
    public void Sources_are_counted_apart()
    {
        figures.Delivered("shop", "accepted");
        figures.Delivered("shop", "accepted");
        figures.Delivered("mall", "refused");
        figures.Conflicted("shop");
        time.Advance(TimeSpan.FromMinutes(59));
        figures.Delivered("mall", "refused");

        Assert.Equal((2, 0, 1), figures.Read().Sources["shop"]);
        Assert.Equal((0, 2, 0), figures.Read().Sources["mall"]);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(figures.Read().Sources.ContainsKey("shop"));
        Assert.Equal((0, 1, 0), figures.Read().Sources["mall"]);
    }

    [Theory]
    [InlineData(0.000_200)]
    [InlineData(0.003)]
    [InlineData(1.5)]
    [InlineData(2000)]
    public void Percentiles_are_right_within_five_percent(double unit)
    {
        for (var i = 1; i <= 1000; i++)
        {
            figures.Acknowledged(i * unit / 1000);
            figures.Started(unit);
        }

        var (ack, lag) = (figures.Read().Ack, figures.Read().Lag);

        Assert.Equal((1000, 1000), (ack.Count, lag.Count));
        Assert.All(
            [(ack.P50Ms, 0.50), (ack.P95Ms, 0.95), (ack.P99Ms, 0.99), (lag.P50Ms, 1.0)],
            one => Assert.InRange(one.Item1!.Value, one.Item2 * unit * 950, one.Item2 * unit * 1050));
    }

    [Fact]
    public void What_was_not_measured_is_null_and_what_is_out_of_range_is_counted()
    {
        Assert.Equal(new DurationFigures(null, null, null, 0), figures.Read().Ack);

        figures.Acknowledged(-1);
        figures.Acknowledged(double.MaxValue);

        Assert.Equal(2, figures.Read().Ack.Count);
        Assert.Equal(0, figures.Read().Ack.P50Ms);
    }

    [Fact]
    public void Many_at_once_are_all_counted()
    {
        Parallel.For(0, 20_000, _ =>
        {
            figures.Delivered("shop", "accepted");
            figures.Acknowledged(0.001);
        });

        Assert.Equal(20_000, figures.Read().Minutes[^1].Accepted);
        Assert.Equal(20_000, figures.Read().Ack.Count);
    }
}
