using Microsoft.Data.Sqlite;
using PayHooks.Sqlite;
using PayHooks.Storage;
using SQLitePCL;

namespace PayHooks.Tests.Storage;

public sealed class SqliteWriterTests : SqliteStoreTest
{
    private SqliteWriter Writer => Store.Store.Writer;

    [Fact]
    public async Task What_comes_while_the_writer_is_busy_shares_its_commit()
    {
        using var busy = new BusyWriter(Writer);
        var before = Writer.Commits;

        var enqueuing = Enumerable.Range(0, 100).Select(i => Store.Queue.EnqueueAsync($"{i}").AsTask()).ToList();
        busy.End();
        await Task.WhenAll(enqueuing);

        Assert.Equal(1, Writer.Commits - before);
        Assert.Equal(100, await Store.Queue.CountAsync(default));
    }

    [Fact]
    public async Task A_write_of_one_caller_alone_waits_for_nobody()
    {
        var before = Writer.Commits;

        for (var i = 0; i < 5; i++)
        {
            await Store.Queue.EnqueueAsync($"{i}");
        }

        Assert.Equal(5, Writer.Commits - before);
    }

    [Fact]
    public async Task An_operation_that_fails_fails_only_its_caller()
    {
        var record = Samples.Record(1, Now);
        using var busy = new BusyWriter(Writer);

        var before = Store.Queue.EnqueueAsync("before").AsTask();
        var failing = Writer.WriteAsync(record, static (db, record) =>
        {
            MessageRows.Insert(db, 1_000_000, 0, "half"u8);
            EventRows.Insert(db, record, null);
            EventRows.Insert(db, record, null);
            return true;
        }, default);
        var after = Store.Queue.EnqueueAsync("after").AsTask();
        busy.End();

        Assert.Equal(raw.SQLITE_CONSTRAINT, (await Assert.ThrowsAsync<SqliteException>(() => failing)).SqliteErrorCode);
        await Task.WhenAll(before, after);
        Assert.Equal(["before", "after"], (await Store.Source.TakeAsync(10, default)).Select(message => message.AsText()));
    }

    [Fact]
    public async Task An_operation_that_is_run_again_because_another_failed_is_written_once_and_reports_once()
    {
        using var busy = new BusyWriter(Writer);
        var (runs, reports) = (0, 0);

        var counted = Writer.WriteAsync(0, (db, _) => MessageRows.Count(db) + (runs++ * 1000), default, () => reports++);
        var enqueuing = Store.Queue.EnqueueAsync("one").AsTask();
        var failing = Writer.WriteAsync<int, bool>(0, static (_, _) => throw new InvalidOperationException("no"), default);
        busy.End();

        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        await enqueuing;
        Assert.Equal(1001, await counted); // the second run; the message, which a sender waits for, was written before it, once
        Assert.Equal((2, 1), (runs, reports));
        Assert.Equal(1, await Store.Queue.CountAsync(default));
    }

    [Fact]
    public async Task A_commit_that_fails_fails_its_whole_group_and_the_writer_lives_on()
    {
        var refuse = true;
        await Writer.RunAloneAsync(db => Hook(db, () => refuse), default);
        using var busy = new BusyWriter(Writer);

        var group = Enumerable.Range(0, 10).Select(i => Store.Queue.EnqueueAsync($"{i}").AsTask()).ToList();
        busy.End();

        foreach (var enqueuing in group)
        {
            await Assert.ThrowsAsync<SqliteException>(() => enqueuing);
        }

        refuse = false;
        await Store.Queue.EnqueueAsync("fine again");
        Assert.Equal("fine again", (await Store.Source.TakeAsync(20, default)).Single().AsText());
    }

    [Fact]
    public async Task A_full_disk_is_an_error_for_callers_and_passes_when_there_is_room_again()
    {
        var pages = await Store.RunAsync("PRAGMA page_count");
        await Store.RunAsync($"PRAGMA max_page_count = {pages + 4}");
        var large = new byte[100_000];

        var error = await Assert.ThrowsAsync<SqliteException>(() => Store.Queue.EnqueueAsync(large, TimeSpan.Zero, default).AsTask());
        Assert.Equal(raw.SQLITE_FULL, error.SqliteErrorCode);
        await Store.Queue.EnqueueAsync("small");
        Assert.Equal(1, await Store.Queue.CountAsync(default));

        await Store.RunAsync("PRAGMA max_page_count = 1000000");
        await Store.Queue.EnqueueAsync(large, TimeSpan.Zero, default);
        Assert.Equal(2, await Store.Queue.CountAsync(default));
    }

    [Fact]
    public async Task A_record_whose_body_finds_no_room_is_not_written_either()
    {
        var pages = await Store.RunAsync("PRAGMA page_count");
        await Store.RunAsync($"PRAGMA max_page_count = {pages + 4}");
        var record = Samples.Record(1, Now);

        await Assert.ThrowsAsync<SqliteException>(() => Store.Ledger.PutAsync(record, new byte[100_000]));

        Assert.Null(await Store.Ledger.FindAsync(record.Id, default));
    }

    [Fact]
    public async Task A_caller_who_cancels_is_let_go_at_once_and_work_that_has_not_begun_is_skipped()
    {
        using var cancellation = new CancellationTokenSource();
        using var busy = new BusyWriter(Writer);
        var waiting = Store.Queue.EnqueueAsync("one"u8.ToArray(), TimeSpan.Zero, cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        // The writer is still busy.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        busy.End();
        await Store.Queue.EnqueueAsync("two");
        Assert.Equal("two", (await Store.Source.TakeAsync(10, default)).Single().AsText());
    }

    [Fact]
    public async Task Messages_written_for_a_caller_who_left_meanwhile_wake_the_taker()
    {
        using var cancellation = new CancellationTokenSource();
        var taking = Store.Source.TakeAsync(10, default).AsTask();
        var message = Writer.WriteAsync(
            cancellation,
            static (db, cancellation) =>
            {
                cancellation.Cancel();
                MessageRows.Insert(db, 1_000_000, 0, "late"u8);
                return true;
            },
            cancellation.Token,
            Store.Store.MessagesChanged.Raise);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => message);

        Assert.Equal("late", (await taking).Single().AsText());
    }

    [Fact]
    public async Task Readers_go_on_while_the_writer_is_busy()
    {
        var record = await Store.Ledger.PutAsync(Samples.Record(1, Now), "body"u8.ToArray());
        using var busy = new BusyWriter(Writer);
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
    public async Task SQLite_syncs_the_log_before_it_copies_it_into_the_file()
    {
        Assert.Equal(1, await Store.RunAsync("PRAGMA synchronous")); // NORMAL; LogSyncTests hold that commits are synced
        Assert.Equal(1, await Store.RunAsync("SELECT journal_mode = 'wal' FROM pragma_journal_mode"));
    }

    private static bool Hook(SqliteSession db, Func<bool> refuses)
    {
        raw.sqlite3_commit_hook(db.Handle, _ => refuses() ? 1 : 0, null);
        return true;
    }
}
