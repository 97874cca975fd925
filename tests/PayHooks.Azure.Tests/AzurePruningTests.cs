using System.Text;
using Azure;
using Azure.Data.Tables;
using PayHooks.AzureStorage;
using PayHooks.Processing;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>Days that close and are dropped, and what is still known of their events.</summary>
[NeedsAzurite]
public sealed class AzurePruningTests : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly WatchedRequests watched = new();
    private AzureStoreUnderTest store = null!;
    private int ran;

    private DateTimeOffset Now => store.Time.GetUtcNow();

    public async Task InitializeAsync() => store = await AzureStoreUnderTest.CreateAsync(watched);

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_repeat_after_the_day_was_dropped_is_counted_and_runs_nothing()
    {
        using var bench = Bench();
        await bench.DeliverAsync();
        await bench.StepAsync();
        await DropAsync();

        for (var repeat = 2; repeat <= 4; repeat++)
        {
            await bench.DeliverAsync(repeat == 4 ? """{"id":"e1","amount":"1"}""" : """{"id":"e1"}""");
            Assert.Equal(ProcessOutcome.Duplicate, (await bench.StepAsync())!.Outcome);
            Assert.Equal(repeat, (await bench.RecordAsync()).Deliveries);
        }

        var record = await bench.RecordAsync();
        Assert.Equal((true, EventStatus.Completed, 1, 1), (record.IsTombstone, record.Status, record.Conflicts, ran));
        Assert.Empty(await store.Ledger.ListAllAsync(new EventQuery()));
    }

    [Fact]
    public async Task A_message_whose_event_was_dropped_becomes_a_dead_letter_that_is_neither_run_nor_discarded()
    {
        using var bench = Bench();
        await bench.DeliverAsync();
        var message = Assert.Single(await bench.TakeAsync(1));
        await bench.WorkAsync(message);
        await DropAsync();

        // The platform lost the deletion.
        var result = await bench.Processor.ProcessAsync(message, default);

        Assert.Equal((ProcessOutcome.Dead, 1), (result.Outcome, ran));
        Assert.Contains("Accepted on 2026-01-15 12:00 UTC, outcome unknown", result.Why, StringComparison.Ordinal);
        Assert.Single(await store.Ledger.ListAllAsync(new EventQuery { Status = EventStatus.Dead }));
        Assert.Equal(ProcessOutcome.Dropped, (await bench.Processor.ProcessAsync(message, default)).Outcome);

        var replay = await bench.Operations.ReplayAsync(TestBench.IdOf("e1"), default);
        Assert.Equal(PayHooks.Operations.ReplayOutcome.Accepted, replay.Outcome);
        await bench.WorkUntilEmptyAsync();
        Assert.Equal((EventStatus.Completed, 2), ((await bench.RecordAsync()).Status, ran));
    }

    [Fact]
    public async Task An_event_of_a_closed_day_runs_and_is_kept_and_no_table_is_created_for_it()
    {
        using var bench = Bench();
        await bench.DeliverAsync();
        store.Time.Advance(40 * Day);
        await DropAsync();

        Assert.Equal(ProcessOutcome.Completed, (await bench.StepAsync())!.Outcome);

        Assert.Equal(1, ran);
        Assert.Single(await store.Ledger.ListAllAsync(new EventQuery()));
        Assert.DoesNotContain((await store.Days.ListAsync(default)).Tables, day => day.Start < Now - (37 * Day));
        Assert.Equal(1, (await store.Ledger.PruneAsync(Now - (35 * Day), Now - (400 * Day), default)).Tombstones);
        Assert.True((await bench.RecordAsync()).IsTombstone);
    }

    [Fact]
    public async Task A_worker_with_a_slow_clock_does_not_create_the_table_of_a_dropped_day()
    {
        var day = store.Days.Of(Now);
        store.Time.Advance(40 * Day);
        await store.Days.DropAsync(day, default);

        // Its own clock says that the day is open; the service's says that it is closed.
        var slow = store.Options with { Time = new ManualTime(day.Start) };
        var record = Samples.Record(1, day.Start);
        await new AzureEventLedger(store.Clients, store.AzureBodies, new DayTables(store.Clients, slow), slow).PutAsync(record);

        Assert.DoesNotContain(day, (await store.Days.ListAsync(default)).Tables);
        Assert.Equal(record.Id, Assert.Single(await store.Ledger.ListAllAsync(new EventQuery())).Id);
    }

    [Fact]
    public async Task Repeats_of_a_dropped_day_are_counted_even_if_the_retention_is_longer_now()
    {
        var record = await store.Ledger.PutAsync(Samples.Record(1, Now) with { Holder = "dlv_1" });
        await DropAsync();

        var options = store.Options with { Retention = 60 * Day };
        var ledger = new AzureEventLedger(store.Clients, store.AzureBodies, new DayTables(store.Clients, options), options);

        Assert.True((await ledger.FindAsync(record.Id, default))!.IsTombstone);
    }

    [Fact]
    public async Task A_day_closes_when_the_retention_ends_and_is_dropped_with_its_bodies_a_day_later()
    {
        var received = Now;
        var reference = await store.AzureBodies.PutAsync("test/one", "body"u8.ToArray(), default);
        var kept = await store.AzureBodies.KeepAsync(reference, default);
        await store.Ledger.PutAsync(Samples.Record(1, received));
        Assert.Equal(("20260115/test/one", "kept/20260115/test/one"), (reference, kept));

        store.Time.Advance(35 * Day);
        Assert.Equal(0, (await store.Ledger.PruneAsync(Now - (35 * Day), Now - (400 * Day), default)).Days);
        await store.Ledger.PutAsync(Samples.Record(2, received));
        Assert.Single(await RowsAsync(store.Clients.Kept));

        store.Time.Advance(Day / 2);
        Assert.Equal(1, (await store.Ledger.PruneAsync(Now - (35 * Day), Now - (400 * Day), default)).Days);
        Assert.Null(await store.Bodies.GetAsync(reference, default));
        Assert.NotNull(await store.Bodies.GetAsync(kept, default));
        Assert.True((await store.Ledger.FindAsync(Samples.Record(1, received).Id, default))!.IsTombstone);
    }

    // PayHooks__Shards was changed while events of the day waited.
    [Fact]
    public async Task The_bodies_of_a_day_go_with_the_last_of_its_tables()
    {
        var (first, late) = (store.Days.Of(Now), new DayTable(DateOnly.FromDateTime(Now.UtcDateTime), 4));
        await store.Days.CreateAsync(late, default);
        var reference = await store.AzureBodies.PutAsync("test/one", "body"u8.ToArray(), default);
        store.Time.Advance(37 * Day);
        var clock = new LateTable(store.Options.Clock, late) { Written = Now - Day };
        var options = store.Options with { Clock = clock };
        var ledger = new AzureEventLedger(store.Clients, store.AzureBodies, new DayTables(store.Clients, options), options);

        await PruneAsync();
        Assert.DoesNotContain(first, (await store.Days.ListAsync(default)).Tables);
        Assert.NotNull(await store.Bodies.GetAsync(reference, default));

        clock.Written = Now - (36 * Day);
        await PruneAsync();
        Assert.DoesNotContain(late, (await store.Days.ListAsync(default)).Tables);
        Assert.Null(await store.Bodies.GetAsync(reference, default));

        async Task PruneAsync() => await ledger.PruneAsync(Now - (35 * Day), Now - (400 * Day), default);
    }

    [Fact]
    public async Task The_body_of_an_event_that_failed_outlives_its_day_and_goes_with_the_event()
    {
        var body = $$"""{"id":"e1","pad":"{{new string('x', 200_000)}}"}""";
        var isFixed = false;
        using var bench = Bench(() => !isFixed);
        await bench.DeliverAsync(body);
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(EventStatus.Dead, (await bench.RecordAsync()).Status);
        await DropAsync();

        var record = await bench.RecordAsync();
        Assert.Equal(body, Encoding.UTF8.GetString((await bench.Operations.BodyAsync(record, default))!.Value.Span));
        isFixed = true;
        await bench.Operations.ReplayAsync(record.Id, default);
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(EventStatus.Completed, (await bench.RecordAsync()).Status);

        await DropAsync();
        Assert.True((await bench.RecordAsync()).IsTombstone);
        Assert.Null(await store.Bodies.GetAsync(record.BodyReference!, default));
    }

    [Fact]
    public async Task Erasing_removes_the_bodies_of_repeats_that_arrived_on_other_days()
    {
        var body = $$"""{"id":"e1","pad":"{{new string('x', 200_000)}}"}""";
        var isFixed = false;
        using var bench = Bench(() => !isFixed);
        for (var day = 0; day < 3; day++)
        {
            await bench.DeliverAsync(body);
            await bench.WorkUntilEmptyAsync();
            store.Time.Advance(Day);
        }

        await bench.Erasure.EraseAsync(TestBench.IdOf("e1"), default);

        var blobs = 0;
        await foreach (var _ in store.Clients.Bodies.GetBlobsAsync())
        {
            blobs++;
        }

        Assert.Equal((0, 3), (blobs, (await bench.RecordAsync()).Deliveries));
    }

    [Fact]
    public async Task A_copy_that_a_move_left_behind_does_not_outlive_its_day()
    {
        var record = await store.Ledger.PutAsync(Samples.Record(1, Now));
        var place = new EventPlace(store.Clients.Kept, TableKeys.KeptDay(Now) + "00", TableKeys.Row(Now, record.Id));
        await EventRows.InsertAsync(place, record with { Status = EventStatus.Retrying }, null, isSettled: false, default);
        Assert.Single(await store.Ledger.ListAllAsync(new EventQuery()));

        await DropAsync();

        Assert.Empty(await RowsAsync(store.Clients.Kept));
    }

    [Fact]
    public async Task Keys_are_swept_after_the_window_except_those_of_unfinished_events()
    {
        var dead = await store.Ledger.PutAsync(Samples.Record(1, Now, status: EventStatus.Dead));
        await store.Ledger.PutAsync(Samples.Record(2, Now, source: "portone"));
        store.Time.Advance(401 * Day);

        var result = await store.Ledger.PruneAsync(Now - (35 * Day), Now - (400 * Day), default);

        Assert.Equal((2, 1), (result.Days, result.Removed)); // the day, and the next one, whose table was created ahead
        Assert.Equal(TableKeys.KeyRow(dead.Id), Assert.Single(await RowsAsync(store.Clients.Keys)));
    }

    [Fact]
    public async Task A_key_is_not_swept_while_the_table_of_its_day_exists()
    {
        foreach (var day in Enumerable.Range(0, 5))
        {
            await store.Ledger.PutAsync(Samples.Record(day, Now + (day * Day)));
        }

        store.Time.Advance(500 * Day);

        Assert.Equal((3, 3), await PruneAsync());
        Assert.Equal((2, 2), await PruneAsync());

        async Task<(int, int)> PruneAsync()
        {
            var result = await store.Ledger.PruneAsync(Now - (35 * Day), Now - (400 * Day), default);
            return (result.Days, result.Removed);
        }
    }

    private async Task DropAsync()
    {
        store.Time.Advance(37 * Day);
        await store.Ledger.PruneAsync(Now - (35 * Day), Now - (400 * Day), default);
    }

    private TestBench Bench(Func<bool>? fails = null) => new(
        store,
        [
            DelegateHandler.Named("one", (_, _, _) =>
            {
                Interlocked.Increment(ref ran);
                return fails?.Invoke() == true ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask;
            }),
        ],
        settings: new Dictionary<string, string?> { ["PayHooks:Retry:Delays:0"] = "00:00:10" },
        bodies: store.Bodies);

    private static async Task<List<string>> RowsAsync(TableClient table)
    {
        List<string> rows = [];
        await foreach (var row in table.QueryAsync<TableEntity>())
        {
            rows.Add(row.RowKey);
        }

        return rows;
    }

    private sealed class LateTable(ServiceClock inner, DayTable late) : ServiceClock
    {
        public required DateTimeOffset Written { get; set; }

        public override DateTimeOffset? TimeOf(Response? response) => inner.TimeOf(response);

        public override DateTimeOffset? CreatedAt(DayTable table, TableEntity marker) =>
            table == late ? Written : inner.CreatedAt(table, marker);
    }
}
