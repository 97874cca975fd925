using System.Text;
using PayHooks.RocksDb;
using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Events;
using PayHooks.RocksDb.Operations;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

public sealed class RocksDbPruningTests : RocksDbStoreTest
{
    [Fact]
    public async Task More_records_than_one_step_takes_are_all_pruned_past_those_that_stay()
    {
        await Task.WhenAll(Enumerable.Range(0, 1200).Select(i => Store.Ledger.PutAsync(
            Samples.Record(i, Now.AddDays(-500).AddTicks(i / 50), status: i % 2 == 0 ? EventStatus.Dead : EventStatus.Completed),
                "body"u8.ToArray())));

        Assert.Equal(new PruneResult(600, 600), await Store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default));

        Assert.Equal(600, await Store.Ledger.CountDeadAsync(default));
        Assert.Equal(600, (await Store.Ledger.ListAllAsync(new EventQuery { Limit = 500 })).Count);
        Assert.Equal(600, (await Store.Ledger.ListAllAsync(new EventQuery { Limit = 500, Status = EventStatus.Dead })).Count);
        Assert.Equal(600, Store.BodyCount);
    }

    [Fact]
    public async Task Unfinished_events_move_behind_the_newest_with_all_that_belongs_to_them()
    {
        var dead = await Store.Ledger.PutAsync(Samples.Known(1, Now.AddDays(-40)) with { Status = EventStatus.Dead }, "kept"u8.ToArray());
        var done = await Store.Ledger.PutAsync(Samples.Known(2, Now.AddDays(-40)), "gone"u8.ToArray());
        var young = await Store.Ledger.PutAsync(Samples.Known(3, Now), "young"u8.ToArray());

        Assert.Equal(new PruneResult(1, 0), await Store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default));

        using (var numbers = Store.Store.Database.Range(Family.Events))
        {
            Assert.True(numbers.ToFirst());
            Assert.Equal(3, numbers.Key[^1]); // the young one's
        }

        Assert.Equivalent(dead, await Store.Ledger.FindAsync(dead.Id, default), strict: true);
        Assert.Equal("kept"u8.ToArray(), (await Store.Ledger.ReadBodyAsync(dead.Key, default))!.Value.ToArray());
        Assert.Null(await Store.Ledger.ReadBodyAsync(done.Key, default));
        Assert.Equal([young.Id, dead.Id], (await Store.Ledger.ListAllAsync(new EventQuery())).Select(one => one.Id));
        Assert.Equal([dead.Id],
            (await Store.Ledger.ListAllAsync(new EventQuery { Search = dead.Facts.ProviderEventId })).Select(one => one.Id));
        Assert.Equal(1, await Store.Ledger.CountDeadAsync(default));
        Assert.Equal((2, 2), (Store.CountKeys(Family.Events), Store.BodyCount));
    }

    [Fact]
    public async Task A_list_passes_over_records_of_a_newer_format()
    {
        var older = await Store.Ledger.PutAsync(Samples.Known(1, Now.AddMinutes(-2)) with { Status = EventStatus.Dead }, "{}"u8.ToArray());
        var unknown = await Store.Ledger.PutAsync(
            Samples.Known(2, Now.AddMinutes(-1)) with { Status = EventStatus.Dead }, "{}"u8.ToArray());
        WriteAsNewer(unknown);
        var newer = await Store.Ledger.PutAsync(Samples.Known(3, Now) with { Status = EventStatus.Dead }, "{}"u8.ToArray());

        var listed = await Store.Ledger.ListAllAsync(new EventQuery { Status = EventStatus.Dead, Limit = 1 });

        Assert.Equal([newer.Id, older.Id], listed.Select(one => one.Id));
    }

    private void WriteAsNewer(EventRecord record)
    {
        Span<byte> key = stackalloc byte[Keys.NumberLength];
        var number = EventRow.NumberOf(Store.Store.Database, EventIdKey.Of(record.Id))!.Value;
        var json = Encoding.UTF8.GetString(record.ToJson()).Replace(
            $"\"format\":{EventRecord.CurrentFormat}", $"\"format\":{EventRecord.CurrentFormat + 1}", StringComparison.Ordinal);
        using var batch = Store.Store.Database.NewBatch();
        batch.Put(Family.Events, Keys.OfNumber(key, number), Encoding.UTF8.GetBytes(json));
        Store.Store.Database.Write(batch);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_forgotten_event()
    {
        await Store.Ledger.PutAsync(Samples.Known(1, Now.AddDays(-500)), "body"u8.ToArray());

        await Store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default);

        Assert.All((Family[])[Family.Events, Family.Bodies, Family.Ids, Family.Lists, Family.Terms], family =>
            Assert.Equal(0, Store.CountKeys(family)));
    }

    [Fact]
    public async Task A_repeat_of_a_pruned_event_is_counted_on_what_is_left_of_it()
    {
        var record = await Store.Ledger.PutAsync(Samples.Known(1, Now.AddDays(-40)));
        await Store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default);

        await Store.Ledger.ApplyAsync(record.Key, current =>
            new LedgerDecision<bool>(true, current! with { Deliveries = 2 }), null, default);

        var found = (await Store.Ledger.FindAsync(record.Id, default))!;
        Assert.Equal((true, 2), (found.IsTombstone, found.Deliveries));
        Assert.Equal(new PruneResult(0, 1), await Store.Ledger.PruneAsync(Now, Now, default));
    }

    [Fact]
    public async Task Messages_are_made_durable_while_pruning_continues()
    {
        await Task.WhenAll(Enumerable.Range(0, 500)
            .Select(i => Store.Ledger.PutAsync(Samples.Record(i, Now.AddDays(-40)), new byte[10_000])));

        var pruning = Store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default).AsTask();
        var during = 0;
        while (!pruning.IsCompleted)
        {
            await Store.Queue.EnqueueAsync("one");
            during++;
        }

        Assert.Equal(500, (await pruning).Tombstones);
        Assert.InRange(during, 2, int.MaxValue);
    }

    [Fact]
    public async Task A_message_that_is_being_written_while_files_are_dropped_keeps_its_body()
    {
        using var first = new BusyRocksDbWriter(Store.Store.Writer);
        var enqueuing = Store.Queue.EnqueueAsync("{}", "body");
        var starting = Task.Run(() => new BusyRocksDbWriter(Store.Store.Writer));
        first.End();
        using var second = await starting;

        // The message has its number and is not in the database yet.
        var dropping = new EventPruning(Store.Store).DropFilesAsync(default);
        second.End();
        await dropping;
        await enqueuing;
        await Store.ReopenAsync();

        Assert.Equal("body"u8.ToArray(), Assert.Single(await Store.Source.TakeAsync(10, default)).Text.Body.ToArray());
    }

    [Fact]
    public async Task Events_without_a_handler_are_found_at_once_among_those_that_were_handled()
    {
        var oldest =
            await Store.Ledger.PutAsync(Samples.Record(0, Now, status: EventStatus.Completed) with { Outcome = EventOutcome.NoHandler });
        await Task.WhenAll(Enumerable.Range(1, EventListing.MostRecords + 1).Select(i => Store.Ledger.PutAsync(
            Samples.Record(i, Now.AddSeconds(i), status: EventStatus.Completed) with { Outcome = EventOutcome.Handled })));

        var page = await Store.Ledger.ListAsync(new EventQuery { Outcome = EventOutcome.NoHandler }, default);

        Assert.Equal(oldest.Id, Assert.Single(page.Events).Id);
        Assert.Null(page.Cursor);
    }

    [Fact]
    public async Task A_list_of_what_no_list_is_made_for_ends_a_page_after_a_bounded_look()
    {
        await Task.WhenAll(Enumerable.Range(1, 2_500)
            .Select(i => Store.Ledger.PutAsync(Samples.Record(i, Now.AddSeconds(i), status: EventStatus.Dead))));
        var oldest = await Store.Ledger.PutAsync(Samples.Record(0, Now, "portone", status: EventStatus.Dead));

        var first = await Store.Ledger.ListAsync(new EventQuery { Status = EventStatus.Dead, Source = "portone" }, default);
        var second =
            await Store.Ledger.ListAsync(new EventQuery { Status = EventStatus.Dead, Source = "portone", Cursor = first.Cursor }, default);

        Assert.Empty(first.Events);
        Assert.Equal(oldest.Id, Assert.Single(second.Events).Id);
        Assert.Null(second.Cursor);
    }
}
