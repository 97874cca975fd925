using System.Text;
using Moq;
using PayHooks.Operations.Metrics;
using PayHooks.Storage;
using PayHooks.Storage.InMemory;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Operations;

public sealed class SharedMetricsTests
{
    private readonly ManualTime time = new();
    private readonly InMemoryStateStore store = new();

    [Fact]
    public async Task Each_instance_reads_what_all_have_counted()
    {
        var (one, other) = (Start(), Start());
        one.Figures.Delivered("shop", "accepted");
        one.Figures.Acknowledged(0.010);
        other.Figures.Delivered("shop", "accepted");
        other.Figures.Delivered("mall", "refused");
        other.Figures.Conflicted("shop");
        other.Figures.Processed("dead");
        other.Figures.Acknowledged(1);
        other.Figures.Started(2);
        one.Figures.Ran("fulfil", "succeeded", 1);
        other.Figures.Ran("fulfil", "timed_out", 3);
        other.Figures.Ran("fulfil", "interrupted", 2);
        time.Advance(TimeSpan.FromMinutes(1));

        await one.Shared.WriteAsync(all: false, default);
        await other.Shared.WriteAsync(all: false, default);

        foreach (var read in new[] { await one.Shared.ReadAsync(default), await other.Shared.ReadAsync(default) })
        {
            Assert.Equal(RecentMetrics.Minutes, read.Minutes.Count);
            Assert.Equal(new MinuteFigures(time.GetUtcNow().AddMinutes(-1), 2, 1, 0, 0, 0, 1), read.Minutes[^2]);
            Assert.Equal(((2, 0, 1), (0, 1, 0)), (read.Sources["shop"], read.Sources["mall"]));
            Assert.Equal((2, 1), (read.Ack.Count, read.Lag.Count));
            Assert.InRange(read.Ack.P99Ms!.Value, 950, 1050);
            var runs = Assert.Single(read.Handlers);
            Assert.Equal(("fulfil", 3, 1), (runs.Key, runs.Value.Count, runs.Value.Failed));
            Assert.Equal(
                new[] { 1, 2, 3 }.Select(seconds => (Percentiles.BucketOf(seconds), 1)),
                runs.Value.Durations.OrderBy(one => one.Key).Select(one => (one.Key, one.Value)));
        }
    }

    [Fact]
    public async Task A_process_that_stops_leaves_its_last_minute_to_the_next_one()
    {
        var first = Start();
        first.Figures.Delivered("shop", "accepted");
        await first.Shared.WriteAsync(all: false, default);
        Assert.Equal(0, (await Start().Shared.ReadAsync(default)).Minutes[^1].Accepted);

        await first.Shared.WriteAsync(all: true, default);

        Assert.Equal(1, (await Start().Shared.ReadAsync(default)).Minutes[^1].Accepted);
        Assert.Equal(1, (await first.Shared.ReadAsync(default)).Minutes[^1].Accepted);
    }

    [Fact]
    public async Task After_a_failed_write_every_minute_of_the_call_is_written_again()
    {
        var figures = new RecentMetrics(time);
        for (var minute = 0; minute < 3; minute++)
        {
            figures.Delivered("shop", "accepted");
            time.Advance(TimeSpan.FromMinutes(1));
        }

        var broken = new Mock<IStateStore>();
        broken.Setup(one => one.WriteAsync(
                It.IsAny<string>(), It.IsAny<string>(), It.IsAny<ReadOnlyMemory<byte>>(), It.IsAny<string?>(), It.IsAny<CancellationToken>()))
            .Throws(new IOException("No disk."));
        await Assert.ThrowsAsync<IOException>(() => new SharedMetrics(broken.Object, figures).WriteAsync(all: false, default).AsTask());

        await new SharedMetrics(store, figures).WriteAsync(all: false, default);
        Assert.Equal(3, (await store.ListAsync("overview", null, 10, default)).Count);
    }

    [Fact]
    public async Task The_rows_of_many_instances_are_all_read()
    {
        for (var instance = 0; instance < 1100; instance++)
        {
            var one = Start();
            one.Figures.Delivered("shop", "accepted");
            await one.Shared.WriteAsync(all: true, default);
        }

        Assert.Equal(1100, (await Start().Shared.ReadAsync(default)).Minutes[^1].Accepted);
    }

    [Fact]
    public async Task A_minute_is_written_once_and_an_idle_one_never()
    {
        var one = Start();
        one.Figures.Delivered("shop", "accepted");
        time.Advance(TimeSpan.FromMinutes(1));
        await one.Shared.WriteAsync(all: false, default);
        var written = Assert.Single(await store.ListAsync("overview", null, 10, default));

        time.Advance(TimeSpan.FromMinutes(3));
        await one.Shared.WriteAsync(all: false, default);

        Assert.Equal(written.Tag, Assert.Single(await store.ListAsync("overview", null, 10, default)).Tag);
    }

    [Fact]
    public async Task After_an_hour_a_minute_is_no_longer_counted_and_is_removed_with_a_later_one()
    {
        var (gone, one) = (Start(), Start());
        gone.Figures.Delivered("shop", "accepted");
        await gone.Shared.WriteAsync(all: true, default);

        time.Advance(TimeSpan.FromMinutes(60));
        Assert.DoesNotContain("shop", (await one.Shared.ReadAsync(default)).Sources.Keys);
        one.Figures.Delivered("shop", "accepted");
        await one.Shared.WriteAsync(all: true, default);
        Assert.Equal(2, (await store.ListAsync("overview", null, 10, default)).Count);

        time.Advance(TimeSpan.FromMinutes(60));
        one.Figures.Delivered("shop", "accepted");
        await one.Shared.WriteAsync(all: true, default);

        Assert.Equal(2, (await store.ListAsync("overview", null, 10, default)).Count);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_hides_no_other()
    {
        var one = Start();
        one.Figures.Delivered("shop", "accepted");
        await one.Shared.WriteAsync(all: true, default);
        var row = Assert.Single(await store.ListAsync("overview", null, 10, default));
        await store.WriteAsync("overview", row.Key + "0", "not JSON"u8.ToArray(), null, default);

        Assert.Equal(1, (await Start().Shared.ReadAsync(default)).Minutes[^1].Accepted);
    }

    [Fact]
    public async Task A_row_of_a_version_that_counted_less_is_read()
    {
        var one = Start();
        one.Figures.Ran("fulfil", "succeeded", 1);
        var minute = one.Figures.FirstMinute + RecentMetrics.Minutes - 1;
        var row = $$"""{ "number": {{minute}}, "total": { "accepted": 3 }, "ack": [], "lag": [], "sources": { } }""";
        await store.WriteAsync("overview", $"{MinuteRow.KeyOf(minute)}-other", Encoding.UTF8.GetBytes(row), null, default);

        var read = await one.Shared.ReadAsync(default);

        Assert.Equal((3, 1), (read.Minutes[^1].Accepted, read.Handlers["fulfil"].Count));
    }

    private (RecentMetrics Figures, SharedMetrics Shared) Start()
    {
        var figures = new RecentMetrics(time);
        return (figures, new SharedMetrics(store, figures));
    }
}
