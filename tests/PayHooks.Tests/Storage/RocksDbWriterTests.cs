using PayHooks.RocksDb;
using PayHooks.RocksDb.Writing;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

public sealed class RocksDbWriterTests : RocksDbStoreTest
{
    private Writer Writer => Store.Store.Writer;

    [Fact]
    public async Task What_comes_while_the_writer_is_busy_shares_a_batch()
    {
        using var busy = new BusyRocksDbWriter(Writer);
        var before = Writer.Batches;

        var enqueuing = Enumerable.Range(0, 100).Select(i => Store.Queue.EnqueueAsync($"{i}").AsTask()).ToList();
        busy.End();
        await Task.WhenAll(enqueuing);

        Assert.Equal(1, Writer.Batches - before);
        Assert.Equal(100, await Store.Queue.CountAsync(default));
    }

    [Fact]
    public async Task A_batch_has_a_bound()
    {
        using var busy = new BusyRocksDbWriter(Writer);
        var before = Writer.Batches;

        var enqueuing = Enumerable.Range(0, 20).Select(_ => Store.Queue.EnqueueAsync(new byte[1_000_000], TimeSpan.Zero, default).AsTask())
            .ToList();
        busy.End();
        await Task.WhenAll(enqueuing);

        Assert.InRange(Writer.Batches - before, 4, 20);
    }

    [Fact]
    public async Task Changes_of_one_event_in_one_batch_see_each_other()
    {
        var record = Samples.Record(1, Now) with { Attempts = 0 };
        using var busy = new BusyRocksDbWriter(Writer);

        var changing = Enumerable.Range(0, 50).Select(_ => Store.Ledger.ApplyAsync(
            record.Key,
            current => new LedgerDecision<bool>(true, (current ?? record) with { Attempts = (current?.Attempts ?? 0) + 1 }),
            LedgerSnapshot.Absent,
            default).AsTask()).ToList();
        busy.End();
        await Task.WhenAll(changing);

        Assert.Equal(50, (await Store.Ledger.FindAsync(record.Id, default))!.Attempts);
        Assert.Single((await Store.Ledger.ListAsync(new EventQuery(), default)).Events);
    }

    [Fact]
    public async Task An_operation_that_fails_fails_only_its_caller()
    {
        using var busy = new BusyRocksDbWriter(Writer);

        var before = Store.Queue.EnqueueAsync("before").AsTask();
        var failing = Store.Ledger.ApplyAsync<bool>(Samples.Record(1, Now).Key, _ => throw new InvalidTimeZoneException(), null, default)
            .AsTask();
        var after = Store.Queue.EnqueueAsync("after").AsTask();
        busy.End();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => failing);
        await Task.WhenAll(before, after);
        Assert.Equal(["before", "after"], (await Store.Source.TakeAsync(10, default)).Select(message => message.AsText()));
    }

    [Fact]
    public async Task A_caller_who_cancels_is_let_go_at_once_and_work_that_has_not_begun_is_skipped()
    {
        using var cancellation = new CancellationTokenSource();
        using var busy = new BusyRocksDbWriter(Writer);
        var waiting = Store.Queue.EnqueueAsync("one"u8.ToArray(), TimeSpan.Zero, cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        // The writer is still busy.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        busy.End();
        await Store.Queue.EnqueueAsync("two");
        Assert.Equal("two", (await Store.Source.TakeAsync(10, default)).Single().AsText());
    }

    [Fact]
    public async Task Readers_continue_while_the_writer_is_busy()
    {
        var record = await Store.Ledger.PutAsync(Samples.Record(1, Now), "body"u8.ToArray());
        using var busy = new BusyRocksDbWriter(Writer);
        var waiting = Store.Ledger.PutAsync(record with { Attempts = 5 });

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            Assert.Equal(0, (await Store.Ledger.FindAsync(record.Id, default))!.Attempts);
            Assert.Single((await Store.Ledger.ListAsync(new EventQuery(), default)).Events);
            Assert.NotNull(await Store.Ledger.ReadBodyAsync(record.Key, default));
        })));

        busy.End();
        await waiting;
        Assert.Equal(5, (await Store.Ledger.FindAsync(record.Id, default))!.Attempts);
    }

    [Fact]
    public async Task Nothing_is_confirmed_before_its_sync_has_ended()
    {
        using var mayEnd = new ManualResetEventSlim(initialState: true);
        await using var store = new RocksDbStoreUnderTest(() => mayEnd.Wait());
        await store.Queue.EnqueueAsync("one");

        mayEnd.Reset();
        var enqueuing = store.Queue.EnqueueAsync("two").AsTask();
        var taking = store.Source.TakeAsync(10, default).AsTask();
        Assert.Equal("one", (await taking).Single().AsText());
        await Task.WhenAny(enqueuing, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System));
        Assert.False(enqueuing.IsCompleted);

        mayEnd.Set();
        await enqueuing;
        Assert.Equal("two", (await store.Source.TakeAsync(10, default)).Single().AsText());
    }

    [Fact]
    public async Task A_sync_that_fails_fails_its_batch_and_everything_after_it_and_is_reported()
    {
        var fails = false;
        await using var store = new RocksDbStoreUnderTest(() =>
        {
            if (fails)
            {
                throw new IOException("Input/output error");
            }
        });
        await store.Queue.EnqueueAsync("kept");
        Assert.False(store.Store.WaitForFailureAsync(default).IsCompleted);

        fails = true;
        await Assert.ThrowsAsync<RocksDbStoreException>(() => store.Queue.EnqueueAsync("lost").AsTask());
        fails = false;
        await Assert.ThrowsAsync<RocksDbStoreException>(() => store.Queue.EnqueueAsync("late").AsTask());
        await Assert.ThrowsAsync<RocksDbStoreException>(() => store.Source.TakeAsync(1, default).AsTask());

        var error = await Assert.ThrowsAsync<RocksDbStoreException>(() => store.Store.WaitForFailureAsync(default));
        Assert.Contains("check the disk", error.Message, StringComparison.Ordinal);
        await store.ReopenAsync();
        Assert.Equal("kept", (await store.Source.TakeAsync(10, default))[0].AsText());
    }
}
