using PayHooks.Operations;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Operations;

public sealed class RejectedDeliveriesTests : IAsyncLifetime
{
    private readonly RocksDbStoreUnderTest store = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_delivery_is_listed_at_once_and_after_a_restart()
    {
        using (var bench = new TestBench(store, []))
        {
            bench.Rejected.Add(Rejection("test", "first"));
            store.Time.Advance(TimeSpan.FromSeconds(1));
            bench.Rejected.Add(Rejection("test", "second"));
            store.Time.Advance(TimeSpan.FromMinutes(1));
            bench.Rejected.Add(Rejection(null, "third"));
            await AssertListedAsync(bench);
            await bench.StopAsync();
        }

        await store.ReopenAsync();
        using var restarted = new TestBench(store, []);
        await AssertListedAsync(restarted);

        static async Task AssertListedAsync(TestBench bench)
        {
            var all = await bench.Rejected.ReadAsync(null, 10, default);
            Assert.Equal(["third", "second", "first"], all.Deliveries.Select(one => one.Detail));
            Assert.Equal([(null, 1), ("test", 2L)], all.Totals.Select(one => (one.Source, one.Count)));
            Assert.Equal(["second"], (await bench.Rejected.ReadAsync("test", 1, default)).Deliveries.Select(one => one.Detail));
            Assert.Empty((await bench.Rejected.ReadAsync("other", 10, default)).Totals);
        }
    }

    [Fact]
    public async Task A_flood_of_forged_deliveries_is_counted_and_costs_a_row_a_minute()
    {
        using var bench = new TestBench(store, []);
        for (var number = 0; number < 10_000; number++)
        {
            bench.Rejected.Add(Rejection("test", $"{number}"));
        }

        await bench.WriteActivityAsync();
        var row = Assert.Single(await store.Rejections.ListAsync(null, bench.Rejected.Since, 100, default));
        Assert.Equal(10_000, row.Count);
        Assert.Equal(["0", "1", "2", "3", "4"], row.Samples.Select(one => one.Detail));
        Assert.Equal(10_000, Assert.Single((await bench.Rejected.ReadAsync(null, 10, default)).Totals).Count);
    }

    [Fact]
    public async Task However_many_causes_there_are_the_rows_of_a_minute_are_bounded_and_all_are_counted()
    {
        using var bench = new TestBench(store, []);
        for (var number = 0; number < 500; number++)
        {
            bench.Rejected.Add(Rejection($"source_{number}", new string('x', 5000)));
        }

        await bench.WriteActivityAsync();
        var rows = await store.Rejections.ListAsync(null, bench.Rejected.Since, 1000, default);
        Assert.Equal(RejectedDeliveries.RowsPerMinute, rows.Count);
        Assert.Equal(500, rows.Sum(row => row.Count));
        Assert.All(rows, row => Assert.InRange(row.ToJson().Length, 1, 1000));
    }

    [Fact]
    public async Task Deliveries_that_could_not_be_written_are_listed_and_written_later()
    {
        using var bench = new TestBench(store, []);
        bench.Rejected.Add(Rejection("test", "one"));
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await bench.Rejected.WriteAsync(canceled.Token));

        store.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("one", Assert.Single((await bench.Rejected.ReadAsync(null, 10, default)).Deliveries).Detail);
        await bench.WriteActivityAsync();

        Assert.Equal(1, Assert.Single(await store.Rejections.ListAsync(null, bench.Rejected.Since, 10, default)).Count);
    }

    [Fact]
    public async Task Old_ones_are_neither_listed_nor_kept_by_the_daily_pruning()
    {
        using var bench = new TestBench(store, []);
        bench.Rejected.Add(Rejection("test", "old"));
        await bench.WriteActivityAsync();
        for (var day = 0; day < 8; day++)
        {
            store.Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Empty((await bench.Rejected.ReadAsync(null, 10, default)).Totals);
        Assert.Null((await bench.Operations.PruneAsync(default)).Postponed);
        Assert.Empty(await store.Rejections.ListAsync(null, DateTimeOffset.UnixEpoch, 10, default));
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

    private static RejectedDelivery Rejection(string? source, string detail) => new(source, 401, "signature_mismatch", detail, null, null);
}
