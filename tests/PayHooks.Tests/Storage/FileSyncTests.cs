using Microsoft.Win32.SafeHandles;
using PayHooks.Sqlite;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

/// <summary>
/// A disk that fails to take the store's file says so once, to one sync, and the next succeeds: what was copied into the file before may
/// be gone for all that. The log then has to last until the next process.
/// </summary>
public sealed class FileSyncTests : IAsyncDisposable
{
    private const int Most = 2000;

    private readonly TemporaryFolder folder = TemporaryFolder.WithoutDisk();
    private readonly byte[] text = new byte[50_000];
    private readonly byte[] fileAtFirst;
    private readonly SqliteStore store;
    private readonly SqliteEventQueue queue;
    private int failures = 1;

    public FileSyncTests()
    {
        store = SqliteStore.Open(File, TimeProvider.System, new DiskSync(Sync, FileSync.Run));
        queue = new SqliteEventQueue(store);
        using var read = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        fileAtFirst = new byte[read.Length];
        read.ReadExactly(fileAtFirst);
    }

    private string File => folder.File("payhooks.db");

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task After_a_sync_of_the_file_that_failed_nothing_is_confirmed_any_more()
    {
        await FillAsync();

        var said = await Assert.ThrowsAsync<SqliteStoreException>(() => queue.EnqueueAsync("one more").AsTask());
        Assert.Contains("keep both, start again", said.Message, StringComparison.Ordinal);
        Assert.IsType<IOException>(said.InnerException);
        await Assert.ThrowsAsync<SqliteStoreException>(() => queue.TakeAsync(1, default).AsTask());
        await Assert.ThrowsAsync<SqliteStoreException>(() => store.WaitForFailureAsync(default));
    }

    [Fact]
    public async Task What_the_disk_has_not_taken_is_in_the_log_after_a_stop_in_good_order()
    {
        var confirmed = await FillAsync();
        await store.DisposeAsync();

        // As if nothing that was copied into the file had reached the disk.
        System.IO.File.WriteAllBytes(File, fileAtFirst);
        Assert.Equal(confirmed, await CountAsync());
        Assert.Equal("ok", SqliteLeftovers.Check(File));
    }

    [Fact]
    public async Task The_next_process_has_everything_and_goes_on()
    {
        var confirmed = await FillAsync();
        await store.DisposeAsync();

        Assert.Equal(confirmed, await CountAsync());
        Assert.Equal(0, new FileInfo($"{File}-wal") is { Exists: true } log ? log.Length : 0);
    }

    [Fact]
    public async Task As_long_as_the_file_is_synced_nothing_is_refused()
    {
        failures = 0;

        Assert.Equal(Most, await FillAsync());
        using var moment = new CancellationTokenSource();
        var waiting = store.WaitForFailureAsync(moment.Token);
        Assert.False(waiting.IsCompleted);
        await moment.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    // Until it is refused, which is when enough has come to be copied: after some hundred at the latest.
    private async Task<int> FillAsync()
    {
        for (var i = 0; i < Most; i++)
        {
            try
            {
                await queue.EnqueueAsync(text, TimeSpan.Zero, default);
            }
            catch (SqliteStoreException)
            {
                return i;
            }
        }

        return Most;
    }

    private async Task<long> CountAsync()
    {
        await using var next = SqliteStore.Open(File, TimeProvider.System);
        return await new SqliteEventQueue(next).CountAsync(default);
    }

    private void Sync(SafeFileHandle file)
    {
        if (Interlocked.Decrement(ref failures) >= 0)
        {
            throw new IOException("EIO");
        }

        FileSync.Run(file);
    }
}
