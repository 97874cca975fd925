using PayHooks.RocksDb.Backup;
using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Messages;
using PayHooks.RocksDb.Operations;
using PayHooks.RocksDb.Writing;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>
/// One folder that holds queue and ledger. One process owns it: what a dead owner had taken or was processing is free again as soon as
/// the next one opens it.
/// </summary>
internal sealed class RocksDbStore : IStoreHealth, IAsyncDisposable, IDisposable
{
    /// <summary>The folder, unless another is named.</summary>
    public const string DefaultFolder = "payhooks-data";

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
    /// <exception cref="RocksDbStoreException">It cannot be opened; the message says what to do.</exception>
    public static RocksDbStore Open(string folder, TimeProvider time) => Open(folder, time, null);

    /// <summary>The same.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="time">A clock.</param>
    /// <param name="sync">Makes durable what was written; null for <see cref="Database.Sync"/>.</param>
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
    /// Fails, with <see cref="RocksDbStoreException"/>, when a write or a sync has failed. The store then refuses everything; the process
    /// is to stop.
    /// </summary>
    public Task WaitForFailureAsync(CancellationToken cancellationToken) => failure.Task.WaitAsync(cancellationToken);

    /// <summary>Why the store cannot be written: the error of the last write or sync, or a full disk. Null when it can.</summary>
    public string? FindProblem() => (failure.Error ?? DiskSpace.FindProblem(Folder))?.Message;

    /// <summary>Fails the store when its folder was removed or replaced.</summary>
    /// <returns>Whether the store has failed.</returns>
    internal bool CheckFolder()
    {
        if (owner.FindProblem() is { } problem)
        {
            failure.Report(RocksDbStoreException.Gone(Folder, problem));
        }

        return failure.Error is not null;
    }

    /// <summary>Keeps the time, unless it is doubted, and makes messages due that a wrong clock has scheduled.</summary>
    /// <param name="onMisdated">Hears of how many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
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
            // The disk is full, or the store has failed, which others report.
        }
    }

    /// <summary>Takes due messages.</summary>
    internal ValueTask<TakeResult> Take(int max) =>
        failure.Error is { } error ? ValueTask.FromException<TakeResult>(error) : ValueTask.FromResult(Messages.Take(max));

    /// <summary>Finishes what was asked for and closes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
        {
            return;
        }

        await Writer.StopAsync();
        Database.Dispose();
        Runs.Dispose();
        mark.Dispose();
        owner.Dispose();
    }

    /// <summary>The same, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
