using Microsoft.Data.Sqlite;
using PayHooks.Sqlite;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

/// <summary>A store as a killed process leaves it: file, log and index of the log, nothing tidied up.</summary>
internal sealed class SqliteLeftovers : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private SqliteLeftovers()
    {
    }

    public string File => folder.File("payhooks.db");

    public string Log => File + "-wal";

    public string Index => File + "-shm";

    /// <summary>What is left of a store with messages "0", "1", … each in a commit of its own.</summary>
    public static async Task<SqliteLeftovers> OfAsync(int messages)
    {
        await using var store = new SqliteStoreUnderTest();
        for (var i = 0; i < messages; i++)
        {
            await store.Queue.EnqueueAsync($"{i}");
        }

        // While it is open: closing would copy the log into the file and remove it.
        var left = new SqliteLeftovers();
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            System.IO.File.Copy(store.File + suffix, left.File + suffix);
        }

        return left;
    }

    /// <summary>What the next process finds. The file must be whole.</summary>
    public async Task<string[]> OpenAsync()
    {
        string[] found;
        await using (var store = SqliteStore.Open(File, new ManualTime()))
        {
            var queue = new SqliteEventQueue(store);
            var taken = await queue.CountAsync(default) > 0 ? await queue.TakeAsync(1000, default) : [];
            found = [.. taken.Select(message => message.AsText())];

            // It also goes on.
            await queue.EnqueueAsync("one more");
            Assert.Equal(found.Length + 1, await queue.CountAsync(default));
        }

        Assert.Equal("ok", Check(File));
        return found;
    }

    /// <summary>What SQLite itself says about a file.</summary>
    public static string Check(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        return (string)check.ExecuteScalar()!;
    }

    public void Dispose() => folder.Dispose();
}
