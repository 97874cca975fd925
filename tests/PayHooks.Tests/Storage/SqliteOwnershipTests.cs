using PayHooks.Sqlite;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Storage;

public sealed class SqliteOwnershipTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();

    private string Path => folder.File("payhooks.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_second_owner_is_refused_until_the_first_has_closed()
    {
        await using (SqliteStore.Open(Path, time))
        {
            Assert.Contains("payhooks.db is in use by another payhooks process", RejectedDelivery(Path), StringComparison.Ordinal);
        }

        await using var second = SqliteStore.Open(Path, time);
        await WorksAsync(second);
    }

    [Fact]
    public void A_missing_directory_is_named()
    {
        var message = RejectedDelivery(folder.File("missing/payhooks.db"));

        Assert.Contains("does not exist", message, StringComparison.Ordinal);
        Assert.Contains(folder.File("missing"), message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_in_place_of_the_file_is_refused()
    {
        Assert.Contains("is a directory", RejectedDelivery(folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_alone()
    {
        var text = string.Concat(Enumerable.Repeat("not a database ", 1000));
        File.WriteAllText(Path, text);

        Assert.Contains("is not a SQLite database", RejectedDelivery(Path), StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(Path));
    }

    [Fact]
    public void The_database_of_another_program_is_refused()
    {
        Change("CREATE TABLE customers (id INTEGER PRIMARY KEY)");

        Assert.Contains("belongs to another program", RejectedDelivery(Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused()
    {
        await SqliteStore.Open(Path, time).DisposeAsync();
        Change("PRAGMA user_version = 1000");

        Assert.Contains($"written by a newer PayHooks (schema 1000; this one knows {SqliteSchema.Version})", RejectedDelivery(Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_of_an_older_version_is_refused()
    {
        await SqliteStore.Open(Path, time).DisposeAsync();
        Change("PRAGMA user_version = 5");

        Assert.Contains($"written by an older PayHooks (schema 5; this one reads {SqliteSchema.Version} only)", RejectedDelivery(Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_store_is_refused()
    {
        await SqliteStore.Open(Path, time).DisposeAsync();
        using (var file = File.OpenWrite(Path))
        {
            file.Position = 100;
            file.Write(Enumerable.Repeat((byte)0x5A, (int)file.Length - 100).ToArray());
        }

        Assert.Contains("is damaged", RejectedDelivery(Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_without_its_tables_is_refused()
    {
        await SqliteStore.Open(Path, time).DisposeAsync();
        Change("DROP TABLE bodies");

        RejectedDelivery(Path);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_refused()
    {
        await SqliteStore.Open(Path, time).DisposeAsync();
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            // Nothing is read-only for this user.
            return;
        }

        File.SetUnixFileMode(Path, UnixFileMode.UserRead);

        Assert.Contains("cannot be written", RejectedDelivery(Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_file_becomes_a_store()
    {
        await File.WriteAllBytesAsync(Path, []);

        await using var store = SqliteStore.Open(Path, time);

        await WorksAsync(store);
    }

    [Fact]
    public async Task A_first_start_that_died_half_way_is_made_good()
    {
        Change("PRAGMA journal_mode = WAL");

        await using var store = SqliteStore.Open(Path, time);

        await new SqliteEventQueue(store).EnqueueAsync("one");
        Assert.Equal(2, await store.Writer.RunAloneAsync(db => db.Number("PRAGMA auto_vacuum"), default));
    }

    [Fact]
    public async Task Only_the_user_who_runs_it_may_read_the_file()
    {
        await using var store = SqliteStore.Open(Path, time);
        await new SqliteEventQueue(store).EnqueueAsync("one");

        foreach (var file in Directory.GetFiles(folder.Path))
        {
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
        }
    }

    [Fact]
    public async Task A_closed_store_refuses_work()
    {
        var store = SqliteStore.Open(Path, time);
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => new SqliteEventQueue(store).EnqueueAsync("one").AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await new SqliteEventLedger(store).FindAsync(EventIds.Create("a", "b"), default));
    }

    [Fact]
    public async Task Closing_finishes_what_was_asked_for_and_leaves_one_file_with_everything_in_it()
    {
        var store = SqliteStore.Open(Path, time);
        var queue = new SqliteEventQueue(store);
        var enqueuing = Enumerable.Range(0, 200).Select(i => queue.EnqueueAsync($"{i}").AsTask()).ToList();

        await store.DisposeAsync();

        await Task.WhenAll(enqueuing);
        Assert.False(File.Exists(Path + "-wal"));
        await using var next = SqliteStore.Open(Path, time);
        Assert.Equal(200, await new SqliteEventQueue(next).CountAsync(default));
    }

    // What is written is read.
    private static async Task WorksAsync(SqliteStore store)
    {
        var queue = new SqliteEventQueue(store);
        var before = await queue.CountAsync(default);
        await queue.EnqueueAsync("one");
        Assert.Equal(before + 1, await queue.CountAsync(default));
    }

    private void Change(string sql)
    {
        File.Open(Path, FileMode.OpenOrCreate).Dispose();
        using var session = SqliteSession.Open(Path, readOnly: false);
        session.RunScript(sql);
    }

    private string RejectedDelivery(string path)
    {
        var message = Assert.Throws<SqliteStoreException>(() => SqliteStore.Open(path, time)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
