using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PayHooks.Sqlite;

/// <summary>One run of a prepared statement; disposing it makes the statement ready for the next run.</summary>
internal readonly ref struct SqliteStatement(sqlite3 connection, sqlite3_stmt statement) : IDisposable
{
    /// <summary>Sets a parameter, counted from 1.</summary>
    public SqliteStatement Bind(int index, long value) => Checked(raw.sqlite3_bind_int64(statement, index, value));

    public SqliteStatement Bind(int index, string value) => Checked(raw.sqlite3_bind_text(statement, index, value));

    // An empty blob is not NULL: a body of no bytes is a body.
    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value) => Checked(value.IsEmpty
        ? raw.sqlite3_bind_zeroblob(statement, index, 0)
        : raw.sqlite3_bind_blob(statement, index, value));

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            SqliteException.ThrowExceptionForRC(code, connection);
        }

        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs to the end.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>A column of the row, counted from 0.</summary>
    public long Number(int column) => raw.sqlite3_column_int64(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(statement, column);

    public void Dispose()
    {
        // The error that a reset repeats was thrown by the step already.
        _ = raw.sqlite3_reset(statement);
        _ = raw.sqlite3_clear_bindings(statement);
    }

    private SqliteStatement Checked(int code)
    {
        SqliteException.ThrowExceptionForRC(code, connection);
        return this;
    }
}
