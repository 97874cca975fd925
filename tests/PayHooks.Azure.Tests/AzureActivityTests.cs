using System.Text.Json;
using PayHooks.AzureStorage;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

[NeedsAzurite]
public sealed class AzureActivityStoreTests : ActivityStoreContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => AzureStoreUnderTest.CreateAsync();
}

/// <summary>Two instances over one account: what each knows of the sources and of rejected deliveries, and what it costs.</summary>
[NeedsAzurite]
public sealed class AzureActivityTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["PayHooks:Sources:test:Secrets:1"] = "s3cret-two",
        ["PayHooks:Sources:test:SilenceAfter"] = "01:00:00",
        ["PayHooks:Sources:quiet:Provider"] = "test",
        ["PayHooks:Sources:quiet:Secrets:0"] = "s3cret-one",
        ["PayHooks:Sources:quiet:SilenceAfter"] = "01:00:00",
    };

    private readonly WatchedRequests watched = new();
    private AzureStoreUnderTest store = null!;
    private TestBench one = null!;
    private TestBench other = null!;

    public async Task InitializeAsync()
    {
        store = await AzureStoreUnderTest.CreateAsync(watched);
        one = Start();
        other = Start();
    }

    public async Task DisposeAsync()
    {
        one.Dispose();
        other.Dispose();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task An_event_of_a_source_that_is_no_longer_configured_is_found_by_its_id()
    {
        var record = await store.Ledger.PutAsync(Samples.Record(1, store.Time.GetUtcNow()) with { Source = "removed" });
        Assert.Null(await store.Ledger.FindAsync(record.Id, default));

        await store.SourceActivity.MergeAsync([new SourceActivity("removed") { FirstSeenAt = store.Time.GetUtcNow() }], default);

        Assert.Equal(record.Id, (await store.Ledger.FindAsync(record.Id, default))?.Id);
    }

    [Fact]
    public async Task Both_instances_and_one_that_starts_later_give_the_same_answer_about_the_sources()
    {
        await one.DeliverAsync("""{"id":"e1"}""");
        await one.WorkUntilEmptyAsync();
        store.Time.Advance(TimeSpan.FromMinutes(30));
        await other.DeliverAsync("""{"id":"e1"}""", "s3cret-two");
        await other.WorkUntilEmptyAsync();
        one.Rejected.Add(new RejectedDelivery("test", 401, "signature_mismatch", null, null, null));

        // The older one last: it must not move anything back.
        await other.WriteActivityAsync();
        await one.WriteActivityAsync();

        var answer = await SourcesAsync(one);
        Assert.Equal(answer, await SourcesAsync(other));
        using var later = Start();
        Assert.Equal(answer, await SourcesAsync(later));
        var test = (await later.Sources.ReadAsync(default)).Sources.Single(source => source.Name == "test");
        var now = store.Time.GetUtcNow();
        Assert.Equal((now, 1, false, now), (test.LastDeliveryAt, test.SecretIndex, test.Silent, test.LastRejectedAt));
    }

    [Fact]
    public async Task A_source_that_never_received_anything_is_silent_from_its_first_start_on()
    {
        await one.StopAsync();
        store.Time.Advance(TimeSpan.FromHours(1));

        using var later = Start();

        Assert.All((await later.Sources.ReadAsync(default)).Sources, source => Assert.True(source.Silent));
    }

    [Fact]
    public async Task Silent_sources_are_read_with_one_request_together()
    {
        await one.StopAsync();
        watched.Clear();
        store.Time.Advance(TimeSpan.FromDays(40));

        // Which sources are captured is one request more, at most every ten seconds.
        await other.Sources.ReadAsync(default);
        Assert.Equal(2, watched.Seen.Count);
        watched.Clear();

        Assert.Equal(2, (await other.Sources.ReadAsync(default)).Sources.Count(source => source.Silent));

        Assert.Single(watched.Seen);
    }

    [Fact]
    public async Task A_busy_source_is_written_once_a_minute_with_two_requests_and_a_quiet_one_costs_nothing()
    {
        await one.StopAsync();
        await other.StopAsync();
        watched.Clear();
        for (var second = 0; second < 120; second++)
        {
            store.Time.Advance(TimeSpan.FromSeconds(1));
            await one.DeliverAsync($$"""{"id":"e{{second}}"}""");
            await one.WriteActivityAsync();
        }

        Assert.Equal(["GET", "POST", "GET", "POST"], watched.Seen.Select(request => request.Split(' ')[0]));

        watched.Clear();
        store.Time.Advance(TimeSpan.FromHours(1));
        await other.WriteActivityAsync();
        Assert.Empty(watched.Seen);
    }

    [Fact]
    public async Task A_source_that_is_no_longer_configured_is_still_named()
    {
        await one.DeliverAsync(source: "quiet");
        await one.StopAsync();

        using var without = new TestBench(store, []);
        await without.StopAsync();

        Assert.Equal(["test"], (await without.Sources.ReadAsync(default)).Sources.Select(source => source.Name));
        Assert.Equal(
            ["quiet", "test"], (await store.SourceActivity.ListAsync(default)).Select(row => row.Source).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Both_instances_and_one_that_starts_later_list_the_same_rejections()
    {
        Reject(one, "from one");
        store.Time.Advance(TimeSpan.FromSeconds(1));
        Reject(other, "from the other");
        Reject(other, "from the other, too");
        await one.WriteActivityAsync();
        await other.WriteActivityAsync();

        var answer = await RejectedAsync(one);
        Assert.Equal(answer, await RejectedAsync(other));
        using var later = Start();
        Assert.Equal(answer, await RejectedAsync(later));
        var found = await later.Rejected.ReadAsync("test", 10, default);
        Assert.Equal(3, Assert.Single(found.Totals).Count);
        Assert.Equal("from one", found.Deliveries[^1].Detail);
    }

    [Fact]
    public async Task A_flood_of_forged_deliveries_costs_one_request_every_few_seconds_however_many_arrive()
    {
        Reject(one, "first");
        await one.WriteActivityAsync();
        watched.Clear();
        for (var write = 0; write < 3; write++)
        {
            for (var number = 0; number < 5000; number++)
            {
                Reject(one, "forged");
            }

            await one.WriteActivityAsync();
        }

        Assert.Equal(3, watched.Seen.Count);
        Assert.Equal(15_001, Assert.Single((await other.Rejected.ReadAsync(null, 10, default)).Totals).Count);
    }

    [Fact]
    public async Task Reading_rejections_costs_one_request_and_one_for_each_day_that_has_any()
    {
        watched.Clear();
        Assert.Empty((await one.Rejected.ReadAsync(null, 100, default)).Totals);
        Assert.Single(watched.Seen);

        Reject(one, "today");
        await one.WriteActivityAsync();
        watched.Clear();
        Assert.Single((await other.Rejected.ReadAsync("test", 100, default)).Totals);
        Assert.Equal(2, watched.Seen.Count);
    }

    [Fact]
    public async Task A_write_whose_response_was_lost_counts_nothing_twice()
    {
        Reject(one, "one");
        await one.WriteActivityAsync();
        Reject(one, "two");
        watched.StrikeAt(1, RequestFault.AnswerLost);
        await Assert.ThrowsAsync<AggregateException>(one.WriteActivityAsync);
        await one.WriteActivityAsync();

        Assert.Equal(2, Assert.Single((await other.Rejected.ReadAsync(null, 10, default)).Totals).Count);
    }

    [Fact]
    public async Task The_maintenance_run_drops_the_tables_of_old_days()
    {
        Reject(one, "old");
        await one.WriteActivityAsync();
        store.Time.Advance(TimeSpan.FromDays(9));
        Reject(one, "new");
        await one.WriteActivityAsync();

        await other.Rejected.PruneAsync(default);

        List<string> tables = [];
        var prefix = store.Clients.Prefix + AzureRejectionStore.NamePrefix;
        await foreach (var table in store.Clients.Tables.QueryAsync(table => table.Name.CompareTo(prefix) >= 0))
        {
            tables.Add(table.Name);
        }

        Assert.Equal(
            [$"{prefix}{store.Time.GetUtcNow():yyyyMMdd}"], tables.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private static void Reject(TestBench bench, string detail) =>
        bench.Rejected.Add(new RejectedDelivery("test", 401, "signature_mismatch", detail, "203.0.113.7", 12));

    private static async Task<string> SourcesAsync(TestBench bench) =>
        JsonSerializer.Serialize(await bench.Sources.ReadAsync(default))
        + JsonSerializer.Serialize((await bench.Operations.StatsAsync(default)).Sources);

    private static async Task<string> RejectedAsync(TestBench bench) =>
        JsonSerializer.Serialize(await bench.Rejected.ReadAsync(null, 100, default));

    private TestBench Start() => new(store, [], settings: Settings);
}
