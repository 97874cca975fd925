using PayHooks.RocksDb.Backup;
using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Messages;
using PayHooks.RocksDb.Operations;
using PayHooks.RocksDb.Writing;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>
/// A folder that holds the queue and the ledger. It is owned by one process: messages and claims of a dead owner are released when the next
/// process opens the folder.
/// </summary>
internal sealed class RocksDbStore : IStoreHealth, IAsyncDisposable, IDisposable
{
    /// <summary>The default folder.</summary>
    public const string DefaultFolder = "payhooks-data";

    // A shorter log is replayed in some hundredths of a second, and flushing it would leave many small tables.
    private const long LongLogBytes = 4 * 1024 * 1024;

    private readonly StoreFailure failure;
    private readonly OwnerFile owner;
    private readonly SyncedMark mark;
    private int isDisposed;

    private RocksDbStore(string folder, Database database, TimeProvider time, Action? sync)
    {
        owner = OwnerFile.Open(folder);
        mark = SyncedMark.Open(folder);
        Runs = RunLog.Open(folder);
        Folder = folder;
        Database = database;
        Time = time;
        failure = new StoreFailure(folder);
        Counters = Counters.Read(database);
        Clock = StoreClock.Read(database, time);
        Messages = new WaitingMessages(database, Counters, time);
        Writer = new Writer(new PendingBatch(database, Counters, Messages), sync
            ?? database.Sync, mark, new DiskSpace(folder, time), failure);
    }

    /// <summary>The full path of the folder.</summary>
    public string Folder { get; }

    internal TimeProvider Time { get; }

    internal Database Database { get; }

    internal Counters Counters { get; }

    internal StoreClock Clock { get; }

    internal RunLog Runs { get; }

    internal WaitingMessages Messages { get; }

    internal Writer Writer { get; }

    /// <summary>Opens a store, and creates the folder if it does not exist.</summary>
    /// <exception cref="RocksDbStoreException">The store cannot be opened; the message says what to do.</exception>
    public static RocksDbStore Open(string folder, TimeProvider time) => Open(folder, time, null);

    /// <summary>Opens a store with a given clock and sync function.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="sync">Makes written batches durable; null for <see cref="Database.Sync"/>.</param>
    internal static RocksDbStore Open(string folder, TimeProvider time, Action? sync)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(time);
        folder = CanonicalPath.Of(folder);
        Database? opened = null;
        try
        {
            StoreFolder.Prepare(folder);
            opened = StoreRecovery.Open(folder);
            StoreFolder.CheckFormat(opened, folder, create: true);
            StoreBackup.RemoveLeftovers(folder);
            StoreRecovery.FreeTaken(opened, RunLog.Read(folder));
            return new RocksDbStore(folder, opened, time, sync);
        }
        catch (Exception e)
        {
            opened?.Dispose();
            throw e switch
            {
                EngineException error => RocksDbStoreException.CannotOpen(folder, error),
                IOException or UnauthorizedAccessException => RocksDbStoreException.CannotOpen(folder, e),
                _ => e,
            };
        }
    }

    /// <summary>
    /// Fails with <see cref="RocksDbStoreException"/> when a write or a sync has failed. The store then rejects everything, and the process
    /// should stop.
    /// </summary>
    public Task WaitForFailureAsync(CancellationToken cancellationToken) => failure.Task.WaitAsync(cancellationToken);

    /// <summary>Why the store is not writable: the error of the last write or sync, or a full disk. Null if it is writable.</summary>
    public string? FindProblem() => (failure.Error ?? DiskSpace.FindProblem(Folder))?.Message;

    /// <summary>Fails the store if its folder was removed or replaced.</summary>
    /// <returns>Whether the store has failed.</returns>
    internal bool CheckFolder()
    {
        if (owner.FindProblem() is { } problem)
        {
            failure.Report(RocksDbStoreException.Gone(Folder, problem));
        }

        return failure.Error is not null;
    }

    /// <summary>Stores the current time, unless the clock is distrusted, and makes messages due that a wrong clock scheduled.</summary>
    /// <param name="onMisdated">Receives the number of such messages.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    internal async Task WatchClockAsync(Action<int> onMisdated, CancellationToken cancellationToken)
    {
        try
        {
            await Writer.WriteAsync(new KeepTimeOperation(Clock), cancellationToken);
            if (await Writer.WriteAsync(new FindMisdatedOperation(Database, Messages, Time.GetUtcNow()),
                cancellationToken) is > 0 and var found)
            {
                onMisdated(found);
            }
        }
        catch (RocksDbStoreException)
        {
            // The disk is full or the store has failed; both are reported elsewhere.
        }
    }

    /// <summary>Takes due messages.</summary>
    internal ValueTask<TakeResult> Take(int max) =>
        failure.Error is { } error ? ValueTask.FromException<TakeResult>(error) : ValueTask.FromResult(Messages.Take(max));

    /// <summary>Completes pending operations and closes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
        {
            return;
        }

        await Writer.StopAsync();
        ShortenLog();
        Database.Dispose();
        Runs.Dispose();
        mark.Dispose();
        owner.Dispose();
    }

    /// <summary>Disposes the store in containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    // So that the next start does not replay it.
    private void ShortenLog()
    {
        try
        {
            if (failure.Error is null && Directory.EnumerateFiles(Folder, "*.log").Sum(file => new FileInfo(file).Length) > LongLogBytes)
            {
                Database.Flush();
            }
        }
        catch (Exception e) when (e is EngineException or IOException or UnauthorizedAccessException)
        {
            // The log has everything.
        }
    }
}
