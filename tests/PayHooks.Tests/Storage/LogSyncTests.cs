using Microsoft.Data.Sqlite;
using PayHooks.Sqlite;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

/// <summary>What was committed is called durable once the log is on the disk, and not before. The syncs here are held up, or fail.</summary>
public sealed class LogSyncTests : IAsyncDisposable
{
    private readonly TemporaryFolder folder = TemporaryFolder.WithoutDisk();
    private readonly SemaphoreSlim begun = new(0);
    private readonly SemaphoreSlim mayEnd = new(0);
    private readonly SqliteStore store;
    private readonly SqliteEventQueue queue;
    private volatile bool isHeldUp;
    private volatile Exception? failure;
    private int syncs;

    public LogSyncTests()
    {
        store = SqliteStore.Open(File, TimeProvider.System, new DiskSync(FileSync.Run, log => Sync(() => FileSync.Run(log))));
        queue = new SqliteEventQueue(store);
    }

    private string File => folder.File("payhooks.db");

    public async ValueTask DisposeAsync()
    {
        EndSyncs();
        await store.DisposeAsync();
        begun.Dispose();
        mayEnd.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Each_write_is_confirmed_by_a_sync_of_its_own_when_nobody_shares_it()
    {
        for (var i = 1; i <= 5; i++)
        {
            await queue.EnqueueAsync($"{i}");
            Assert.Equal(i, syncs);
        }
    }

    [Fact]
    public async Task What_is_committed_is_not_confirmed_before_its_log_is_synced()
    {
        isHeldUp = true;
        var enqueuing = queue.EnqueueAsync("one").AsTask();
        await Eventually.Async(() => queue.CountAsync(default).AsTask(), count => count == 1);
        await begun.WaitAsync();

        Assert.False(enqueuing.IsCompleted);

        EndSyncs();
        await enqueuing;
    }

    [Fact]
    public async Task The_next_groups_are_committed_meanwhile_and_share_the_next_sync()
    {
        var (first, second) = await HoldUpAsync();

        // One group is being synced and one waits: these come together, and share the commit after it.
        var before = store.Writer.Commits;
        var others = Enumerable.Range(0, 20).Select(i => queue.EnqueueAsync($"{i}").AsTask()).ToList();
        Assert.False(first.IsCompleted || second.IsCompleted || others.Exists(other => other.IsCompleted));
        EndSyncs();
        await Task.WhenAll([first, second, .. others]);
        Assert.Equal(1, store.Writer.Commits - before);
        Assert.Equal(3, syncs);
    }

    [Fact]
    public async Task A_stop_waits_for_the_sync_of_what_was_committed()
    {
        isHeldUp = true;
        var enqueuing = queue.EnqueueAsync("one").AsTask();
        await begun.WaitAsync();

        var stopping = store.DisposeAsync().AsTask();
        Assert.False(stopping.IsCompleted);

        EndSyncs();
        await stopping;
        await enqueuing;
    }

    [Fact]
    public async Task After_a_sync_that_failed_nothing_is_confirmed_until_everything_is_in_the_file_itself()
    {
        failure = new IOException("EIO");
        Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() => queue.EnqueueAsync("first").AsTask()));

        using (BeginReading())
        {
            // The log cannot begin anew while somebody reads it.
            failure = null;
            await Assert.ThrowsAsync<IOException>(() => queue.EnqueueAsync("second").AsTask());
        }

        await queue.EnqueueAsync("third");
        Assert.Equal(["first", "third"], await MessagesInTheFileAndTheLogSinceAsync());
    }

    [Fact]
    public async Task What_was_committed_after_a_sync_that_failed_fails_too()
    {
        var (first, second) = await HoldUpAsync();

        failure = new IOException("EIO");
        EndSyncs();

        await Assert.ThrowsAsync<IOException>(() => first);
        await Assert.ThrowsAsync<IOException>(() => second);
        Assert.Equal(1, syncs);
    }

    [Fact]
    public async Task Messages_taken_when_the_log_cannot_be_synced_are_given_out_and_not_forgotten()
    {
        await queue.EnqueueAsync("one");
        failure = new IOException("EIO");

        Assert.Equal("one", Assert.Single(await queue.TakeAsync(10, default)).AsText());
    }

    [Fact]
    public async Task Nobody_is_woken_for_a_message_whose_log_was_not_synced()
    {
        failure = new IOException("EIO");
        var reports = 0;

        await Assert.ThrowsAsync<IOException>(() => store.Writer.WriteAsync(0, static (_, _) => true, default, () => reports++));

        Assert.Equal(0, reports);
    }

    // One that is being synced, and one that was committed meanwhile.
    private async Task<(Task First, Task Second)> HoldUpAsync()
    {
        isHeldUp = true;
        var first = queue.EnqueueAsync("first").AsTask();
        await begun.WaitAsync();
        var second = queue.EnqueueAsync("second").AsTask();
        await Eventually.Async(() => queue.CountAsync(default).AsTask(), count => count == 2);
        return (first, second);
    }

    private void EndSyncs()
    {
        isHeldUp = false;
        mayEnd.Release();
    }

    private void Sync(Action sync)
    {
        Interlocked.Increment(ref syncs);
        begun.Release();
        if (isHeldUp)
        {
            mayEnd.Wait();
        }

        if (failure is { } error)
        {
            throw error;
        }

        sync();
    }

    private SqliteConnection BeginReading()
    {
        var reader = new SqliteConnection($"Data Source={File};Mode=ReadOnly;Pooling=False");
        reader.Open();
        using var read = reader.CreateCommand();
        read.CommandText = "BEGIN; SELECT COUNT(*) FROM messages";
        read.ExecuteScalar();
        return reader;
    }

    // As a machine finds them that lost the power.
    private async Task<IEnumerable<string>> MessagesInTheFileAndTheLogSinceAsync()
    {
        using var copy = TemporaryFolder.WithoutDisk();
        foreach (var name in new[] { "payhooks.db", "payhooks.db-wal" })
        {
            System.IO.File.Copy(folder.File(name), copy.File(name));
        }

        await using var found = SqliteStore.Open(copy.File("payhooks.db"), TimeProvider.System);
        return (await new SqliteEventQueue(found).TakeAsync(10, default)).Select(message => message.AsText());
    }
}
