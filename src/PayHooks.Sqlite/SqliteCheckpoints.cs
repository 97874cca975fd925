using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PayHooks.Sqlite;

/// <summary>
/// Copies the write-ahead log into the file. Left to SQLite, the writer would do it in the middle of a commit, and every
/// delivery of that moment would wait for it. Here a connection of its own copies what there is while the writer goes on;
/// the writer itself copies only what has come since, after which it begins the log anew.
/// </summary>
/// <remarks>
/// A system that could not write a page says so once, to the next sync, and then forgets the page: a later sync succeeds without it
/// (the fsync(2) of Linux since 4.13). SQLite does not copy again what it has copied. So after a sync of the file that failed nothing is
/// copied any more: the log keeps everything, and the next process begins with a copy of all of it.
/// </remarks>
internal sealed class SqliteCheckpoints : IDisposable
{
    // 8 MiB of pages: rarely enough to be cheap.
    private const int PagesBetween = 2000;

    // What the writer may copy itself, while everybody waits for it: a few milliseconds.
    private const int FewPages = 64;

    // A writer that is always as fast as the copy leaves as much each time.
    private const int MostPasses = 4;

    private readonly SqliteSession session;
    private readonly Action sync;
    private readonly TaskCompletionSource damaged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task running = Task.CompletedTask;
    private long written;
    private long copied;

    /// <summary>Opens the connection.</summary>
    /// <param name="file">The store's file.</param>
    /// <param name="sync">Has the disk take all that was written to it.</param>
    public SqliteCheckpoints(string file, Action sync)
    {
        this.sync = sync;
        session = SqliteSession.Open(file, readOnly: false);
        SqliteSchema.MakeDurable(session);
    }

    /// <summary>Fails, with <see cref="SqliteStoreException"/>, once the disk has not taken the file, or the log before it was copied: nothing more must be written.</summary>
    public Task Damaged => damaged.Task;

    /// <summary>Counts what a commit wrote, and begins to copy when it is enough. On the writer's thread.</summary>
    public void Committed(SqliteWriter writer, SqliteSession connection)
    {
        if (raw.sqlite3_db_status(connection.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, resetFlg: 1) == raw.SQLITE_OK)
        {
            Volatile.Write(ref written, written + pages);
        }

        if (running.IsCompleted && written - copied >= PagesBetween)
        {
            running = CopyAsync(writer);
        }
    }

    /// <summary>Copies the whole log and cuts it to nothing, and the file to what it holds.</summary>
    public async Task TruncateAsync(SqliteWriter writer, CancellationToken cancellationToken)
    {
        // Not beside a copy that runs: SQLite would give up instead of waiting for it. Only the writer's thread begins one.
        while (!await writer.RunAloneAsync(TruncateUnlessRunning, cancellationToken))
        {
            await running.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The same, at once; false when somebody else reads or copies the log. On the writer's thread, outside a transaction.</summary>
    public bool TryTruncate(SqliteSession connection) => TryCopy(connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    /// <summary>Waits for what runs and closes the connection; the writer has stopped.</summary>
    public void Dispose()
    {
        running.GetAwaiter().GetResult();
        KeepLog(session);
        session.Dispose();
    }

    /// <summary>Has a connection that is about to close leave the log as it is, if it must be kept. SQLite's last one would copy it.</summary>
    public void KeepLog(SqliteSession connection)
    {
        if (Damaged.IsFaulted)
        {
            _ = raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        }
    }

    private async Task CopyAsync(SqliteWriter writer)
    {
        try
        {
            // On a thread of its own: it blocks, and the pool has as many threads as there are processors.
            await Task.Factory.StartNew(CopyMost, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await writer.RunAloneAsync(Copy, CancellationToken.None);
        }
        catch (Exception)
        {
            // The log keeps what could not be copied: the next one copies more, and a disk that fails is told to those who write.
        }
    }

    private bool TruncateUnlessRunning(SqliteSession connection)
    {
        if (running.IsCompleted)
        {
            TryTruncate(connection);
            return true;
        }

        return false;
    }

    // Again and again, as the writer goes on meanwhile; each time there is less. SQLite syncs the file only when a copy reaches the
    // end of the log, which beside a busy writer none does: all of it would be left to the copy for which everybody waits.
    private void CopyMost()
    {
        for (var pass = 0; pass < MostPasses && Volatile.Read(ref written) - copied > FewPages; pass++)
        {
            copied = Volatile.Read(ref written);
            Copy(session);
            Sync();
        }
    }

    // Passive: waits for nobody. A reader that is in the middle of an old page only makes it copy less.
    private bool Copy(SqliteSession connection) => TryCopy(connection, "PRAGMA wal_checkpoint(PASSIVE)");

    private bool TryCopy(SqliteSession connection, string checkpoint)
    {
        if (Damaged.IsFaulted)
        {
            return false;
        }

        try
        {
            return connection.Number(checkpoint) == 0;
        }
        catch (SqliteException e) when (e.SqliteExtendedErrorCode == raw.SQLITE_IOERR_FSYNC)
        {
            damaged.TrySetException(SqliteStoreException.NotTaken(e));
            throw;
        }
    }

    private void Sync()
    {
        try
        {
            sync();
        }
        catch (Exception e)
        {
            damaged.TrySetException(SqliteStoreException.NotTaken(e));
            throw;
        }
    }
}
