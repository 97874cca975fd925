using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using PayHooks.Storage;

namespace PayHooks.Sqlite;

/// <summary>
/// One SQLite file that holds queue and ledger. One process owns it: what a dead owner had taken or was processing is
/// free again as soon as the next one opens it.
/// </summary>
internal sealed class SqliteStore : IAsyncDisposable, IDisposable
{
    private readonly SqliteFileLock owner;
    private readonly SqliteSession session;
    private readonly SafeFileHandle data;
    private readonly SafeFileHandle log;
    private int isDisposed;

    private SqliteStore(string path, SqliteFileLock owner, SqliteSession session, TimeProvider time, DiskSync sync)
    {
        Path = path;
        this.owner = owner;
        this.session = session;
        Time = time;
        MessagesChanged = new DueSignal(time);
        LastMessageId = session.Number("SELECT MAX(id) FROM messages");
        Readers = new SqliteReaders(path);
        data = OpenBeside(path);
        log = OpenBeside($"{path}-wal");
        Checkpoints = new SqliteCheckpoints(path, () => sync.File(data));
        Writer = new SqliteWriter(session, new LogSync(() => sync.Log(log)), Checkpoints);
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    internal TimeProvider Time { get; }

    internal SqliteWriter Writer { get; }

    internal SqliteReaders Readers { get; }

    internal SqliteCheckpoints Checkpoints { get; }

    /// <summary>Raised whenever a message may have become due.</summary>
    internal DueSignal MessagesChanged { get; }

    /// <summary>
    /// The id given out last, counted by the writer. SQLite itself would give the id of a deleted message to the next one, and
    /// a late second delete would then hit the wrong message.
    /// </summary>
    internal long LastMessageId { get; set; }

    /// <summary>Opens a store and makes the file if there is none; its directory must exist.</summary>
    /// <exception cref="SqliteStoreException">It cannot be opened; the message says what to do.</exception>
    public static SqliteStore Open(string path, TimeProvider time) => Open(path, time, DiskSync.Default);

    /// <summary>The same.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">A clock.</param>
    /// <param name="sync">Has the disk take what was written.</param>
    internal static SqliteStore Open(string path, TimeProvider time, DiskSync sync)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(time);
        var file = System.IO.Path.GetFullPath(path);
        var held = SqliteFileLock.Take(file);
        SqliteSession? opened = null;
        try
        {
            opened = SqliteSession.Open(file, readOnly: false);
            SqliteSchema.Prepare(opened, file);
            SqliteRecovery.Run(opened, time.GetUtcNow());

            // Where the disk failed the last process, the system may show parts of the log that the disk does not have, and what is written
            // behind them would be lost with them.
            opened.Run("PRAGMA wal_checkpoint(TRUNCATE)");
            return new SqliteStore(file, held, opened, time, sync);
        }
        catch (Exception e)
        {
            opened?.Dispose();
            held.Dispose();
            if (e is SqliteException error)
            {
                throw SqliteStoreException.Of(file, error);
            }

            throw;
        }
    }

    /// <summary>Fails, with <see cref="SqliteStoreException"/>, when the disk has not taken what was written. The store then refuses every write; the process is to stop.</summary>
    public Task WaitForFailureAsync(CancellationToken cancellationToken) => Checkpoints.Damaged.WaitAsync(cancellationToken);

    /// <summary>Finishes what was asked for and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) != 0)
        {
            return;
        }

        await Writer.StopAsync();
        log.Dispose();
        Checkpoints.Dispose();
        Readers.Dispose();
        Checkpoints.KeepLog(session);
        session.Dispose();
        data.Dispose(); // After SQLite's: to close a file frees what this process has locked in it, through whatever handle.
        owner.Dispose();
    }

    /// <summary>The same, for containers that are disposed synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static SafeFileHandle OpenBeside(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
}
