using Azure.Data.Tables;
using PayHooks.AzureStorage;
using PayHooks.Processing;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>What lists, failed attempts and pruning cost: every request is billed.</summary>
[NeedsAzurite]
public sealed class AzureRequestTests : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly WatchedRequests watched = new();
    private AzureStoreUnderTest store = null!;

    private DateTimeOffset Now => store.Time.GetUtcNow();

    public async Task InitializeAsync() => store = await AzureStoreUnderTest.CreateAsync(watched);

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_page_takes_at_most_one_request_and_two_for_each_shard_of_every_day_that_it_touches()
    {
        for (var i = 0; i < 130; i++)
        {
            var status = i % 10 == 0 ? EventStatus.Dead : EventStatus.Completed;
            await store.Ledger.PutAsync(Samples.Record(i, Now.AddMinutes(-i * 20), status: status));
        }

        var query = new EventQuery();
        List<EventRecord> listed = [];
        do
        {
            watched.Clear();
            var page = await store.Ledger.ListAsync(query, default);
            listed.AddRange(page.Events);
            var days = page.Events.Select(record => record.ReceivedAt.Date).Distinct().Count();
            Assert.True(watched.Seen.Count <= days * ((2 * store.Options.Shards) + 1), string.Join('\n', watched.Seen));
            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);

        Assert.Equal(130, listed.DistinctBy(record => record.Id).Count());
        Assert.Equal(listed.OrderByDescending(record => record.ReceivedAt), listed);
    }

    [Fact]
    public async Task Dead_letters_are_listed_without_reading_the_tables_of_the_days()
    {
        for (var i = 0; i < 40; i++)
        {
            await store.Ledger.PutAsync(Samples.Record(i, Now.AddDays(-i), status: EventStatus.Dead));
        }

        watched.Clear();
        var page = await store.Ledger.ListAsync(new EventQuery { Status = EventStatus.Dead }, default);

        Assert.Equal(40, page.Events.Count);
        Assert.Contains(store.Clients.Kept.Name, Assert.Single(watched.Seen), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_with_many_failures_is_read_only_as_far_as_the_page_needs()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
            await store.Ledger.PutAsync(Samples.Record(i, Now.AddSeconds(-i), status: EventStatus.Dead))));
        await store.Ledger.PutAsync(Samples.Record(500, Now.AddDays(-1), status: EventStatus.Dead));

        var query = new EventQuery { Status = EventStatus.Dead, Limit = 10 };
        watched.Clear();
        var page = await store.Ledger.ListAsync(query, default);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => Samples.Record(i, Now).Id), page.Events.Select(record => record.Id));
        Assert.True(watched.Seen.Count <= store.Options.Shards + 1, string.Join('\n', watched.Seen));
        Assert.Equal(201, (await store.Ledger.ListAllAsync(query)).Count);
    }

    [Fact]
    public async Task A_page_ends_after_so_many_requests_and_the_next_one_goes_on()
    {
        for (var i = 0; i < 30; i++)
        {
            await store.Ledger.PutAsync(Samples.Record(i, Now.AddDays(-i), i == 25 ? "portone" : "chargily"));
        }

        var query = new EventQuery { Source = "portone" };
        List<int> found = [];
        do
        {
            watched.Clear();
            var page = await store.Ledger.ListAsync(query, default);
            Assert.InRange(watched.Seen.Count, 1, 20);
            found.Add(page.Events.Count);
            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);

        Assert.Equal([0, 0, 0, 1], found);
    }

    [Fact]
    public async Task Events_are_found_and_listed_after_the_number_of_shards_has_changed()
    {
        var options = store.Options with { Shards = 5 };
        var wider = new AzureEventLedger(store.Clients, store.AzureBodies, new DayTables(store.Clients, options), options);
        var before = new List<EventRecord>();
        var after = new List<EventRecord>();
        for (var i = 0; i < 12; i++)
        {
            var status = i % 3 == 0 ? EventStatus.Dead : EventStatus.Completed;
            before.Add(await store.Ledger.PutAsync(Samples.Record(i, Now.AddSeconds(-i), status: status)));
            after.Add(await wider.PutAsync(Samples.Record(100 + i, Now.AddSeconds(-i), status: status)));
        }

        foreach (var ledger in new[] { store.Ledger, wider })
        {
            Assert.Equal(24, (await ledger.ListAllAsync(new EventQuery { Limit = 5 })).DistinctBy(record => record.Id).Count());
            Assert.Equal(8, (await ledger.ListAllAsync(new EventQuery { Status = EventStatus.Dead, Limit = 5 })).Count);
            Assert.All(before.Concat(after), record => Assert.NotNull(ledger.FindAsync(record.Id, default).AsTask().Result));
        }

        await wider.PutAsync(before[1] with { Attempts = 7 });
        Assert.Equal(7, (await store.Ledger.FindAsync(before[1].Id, default))!.Attempts);
    }

    [Fact]
    public async Task A_failed_first_attempt_takes_three_requests_more_than_a_completed_one()
    {
        var fails = true;
        using var bench = new TestBench(
            store,
            [DelegateHandler.Named("one", (_, _, _) => fails ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask)],
            settings: new Dictionary<string, string?> { ["PayHooks:Retry:Delays:0"] = "00:00:10" });
        await bench.ReadPausesAsync();
        await bench.DeliverAsync();
        watched.Clear();
        Assert.Equal(ProcessOutcome.Retrying, (await bench.StepAsync())!.Outcome);

        // The key and the record as always; the place, the copy and the mark instead of the completion; and the retry's message.
        Assert.Equal(5, watched.Seen.Count);

        fails = false;
        watched.Clear();
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(8, watched.Seen.Count); // key, copy and mark; claim; the pauses after ten seconds; key and body; complete
    }

    [Fact]
    public async Task Pruning_completed_events_takes_hardly_any_requests()
    {
        const int Events = 1500;
        await Task.WhenAll(Enumerable.Range(0, Events).Select(async i =>
            await store.Ledger.PutAsync(Samples.Record(i, Now.AddSeconds(-i), status: EventStatus.Completed))));
        store.Time.Advance(37 * Day);

        watched.Clear();
        Assert.Equal(2, (await store.Ledger.PruneAsync(Now - (35 * Day), Now - (400 * Day), default)).Days);

        Assert.True(watched.Seen.Count <= 0.02 * Events, $"{watched.Seen.Count}: {string.Join('\n', watched.Seen)}");
    }

    [Fact]
    public async Task Sweeping_keys_takes_one_request_for_a_thousand_read_and_one_for_a_hundred_removed()
    {
        const int Events = 3000;
        foreach (var batch in Enumerable.Range(0, Events).Chunk(100))
        {
            await store.Clients.Keys.SubmitTransactionAsync(batch.Select(i => new TableTransactionAction(
                TableTransactionActionType.Add,
                new TableEntity("chargily-00", TableKeys.KeyRow($"{i:D5}")) { [EventKeyRows.ReceivedAt] = Now })));
        }

        store.Time.Advance(401 * Day);
        watched.Clear();
        var options = store.Options with { SweptPartitions = 1 };
        var sweep = new EventKeySweep(new KeySweep(store.Clients, options, "test") { MostPages = 1 }, store.Clients.Kept);

        var removed = await sweep.RunAsync(Now - (400 * Day), default);
        Assert.Equal(1000, removed);
        for (var runs = 0; runs < 3; runs++)
        {
            removed += await sweep.RunAsync(Now - (400 * Day), default);
        }

        Assert.Equal(Events, removed);
        Assert.True(watched.Seen.Count <= 0.03 * Events, $"{watched.Seen.Count}");
    }
}
