using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PayHooks.Sqlite;

/// <summary>A connection with its prepared statements, for one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private const int BusyMilliseconds = 2000;

    private readonly SqliteConnection connection;
    private readonly Dictionary<string, sqlite3_stmt> statements = new(StringComparer.Ordinal);

    static SqliteSession() => Batteries_V2.Init();

    private SqliteSession(SqliteConnection connection) => this.connection = connection;

    /// <summary>Whether no transaction is open; also after SQLite has rolled one back by itself.</summary>
    public bool IsIdle => raw.sqlite3_get_autocommit(Handle) != 0;

    /// <summary>The key of the row inserted last.</summary>
    public long LastInserted => raw.sqlite3_last_insert_rowid(Handle);

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(Handle);

    /// <summary>The connection itself.</summary>
    public sqlite3 Handle => connection.Handle!;

    /// <summary>Opens the file, which must exist.</summary>
    public static SqliteSession Open(string file, bool readOnly)
    {
        var opened = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ConnectionString);
        try
        {
            opened.Open();
            raw.sqlite3_busy_timeout(opened.Handle!, BusyMilliseconds);
            return new SqliteSession(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>A statement, prepared at its first use, ready for its parameters.</summary>
    public SqliteStatement Use(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(Handle, sql, out statement), Handle);
            statements.Add(sql, statement);
        }

        return new SqliteStatement(Handle, statement);
    }

    /// <summary>Runs a statement without parameters.</summary>
    public void Run(string sql)
    {
        using var statement = Use(sql);
        statement.Run();
    }

    /// <summary>Runs a statement without parameters and returns the number in its first row, or 0 when it has no rows.</summary>
    public long Number(string sql)
    {
        using var statement = Use(sql);
        return statement.Step() ? statement.Number(0) : 0;
    }

    /// <summary>Runs statements that are needed once.</summary>
    public void RunScript(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(Handle, sql), Handle);

    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }

        statements.Clear();
        connection.Dispose();
    }
}
