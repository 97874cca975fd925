using System.Collections.Concurrent;

namespace PayHooks.Sqlite;

/// <summary>Connections that only read: in WAL mode they neither wait for the writer nor hold it up.</summary>
internal sealed class SqliteReaders(string file) : IDisposable
{
    private const int MostIdle = 8;

    private readonly ConcurrentBag<SqliteSession> idle = [];
    private volatile bool isClosed;

    /// <summary>Reads on the calling thread; every read is short.</summary>
    public TResult Read<TState, TResult>(TState state, Func<SqliteSession, TState, TResult> read)
    {
        ObjectDisposedException.ThrowIf(isClosed, typeof(SqliteStore));
        if (!idle.TryTake(out var session))
        {
            session = SqliteSession.Open(file, readOnly: true);
        }

        try
        {
            return read(session, state);
        }
        finally
        {
            GiveBack(session);
        }
    }

    public void Dispose()
    {
        isClosed = true;
        while (idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private void GiveBack(SqliteSession session)
    {
        if (idle.Count >= MostIdle)
        {
            session.Dispose();
            return;
        }

        idle.Add(session);
        if (isClosed)
        {
            Dispose();
        }
    }
}
