using System.Text;
using Microsoft.Data.Sqlite;
using PayHooks.Sqlite;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

public sealed class SqliteUpgradeTests : IDisposable
{
    // As the first version made it.
    private const string FirstSchema = """
        PRAGMA auto_vacuum = INCREMENTAL;
        VACUUM;
        CREATE TABLE messages (id INTEGER PRIMARY KEY, visible_at INTEGER NOT NULL, dequeues INTEGER NOT NULL, text BLOB NOT NULL) STRICT;
        CREATE INDEX messages_due ON messages (visible_at);
        CREATE TABLE events (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, type TEXT NOT NULL, status INTEGER NOT NULL,
            received_at INTEGER NOT NULL, tombstone INTEGER NOT NULL, record BLOB NOT NULL) STRICT;
        CREATE INDEX events_by_time ON events (received_at, id DESC, status) WHERE tombstone = 0;
        CREATE INDEX events_by_source ON events (source, received_at, id DESC, type, status) WHERE tombstone = 0;
        CREATE INDEX events_by_type ON events (type, received_at, id DESC, source, status) WHERE tombstone = 0;
        CREATE INDEX events_open ON events (status, received_at, id DESC, source, type) WHERE tombstone = 0 AND status <> 2;
        CREATE INDEX events_tombstones ON events (received_at) WHERE tombstone = 1;
        CREATE TABLE bodies (event INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
        PRAGMA application_id = 0x50617948;
        PRAGMA user_version = 1;
        """;

    private readonly TemporaryFolder folder = new();
    private readonly ManualTime time = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_store_of_the_first_version_is_opened_with_everything_in_it()
    {
        var completed = Samples.Known(1, time.GetUtcNow());
        var dead = Samples.Known(2, time.GetUtcNow().AddSeconds(1)) with { Status = EventStatus.Dead };
        var pruned = Samples.Known(3, time.GetUtcNow()).ToTombstone();
        Write(completed, dead, pruned);

        await using (SqliteStore.Open(File, time))
        {
        }

        await using var store = SqliteStore.Open(File, time);
        var ledger = new SqliteEventLedger(store);
        Assert.Equal([dead.Id, completed.Id], (await ledger.ListAllAsync(new EventQuery())).Select(one => one.Id));
        Assert.Equal(dead.Id, Assert.Single(await ledger.ListAllAsync(new EventQuery { Search = dead.Facts.Resource.MerchantReference })).Id);
        Assert.Equal(dead.Id, Assert.Single(await ledger.ListAllAsync(new EventQuery { Status = EventStatus.Dead, Source = dead.Source })).Id);
        Assert.True((await ledger.FindAsync(pruned.Id, default))!.IsTombstone);
        Assert.Equal(completed.Id, Encoding.UTF8.GetString((await ledger.ReadBodyAsync(completed.Key, default))!.Value.Span));
        var queue = new SqliteEventQueue(store);
        Assert.Equal(2, await queue.CountAsync(default));
        Assert.Equal(
            [("{}", 1), ("taken by a process that died", 4)],
            (await queue.TakeAsync(10, default)).Select(message => (message.AsText(), message.DequeueCount)));

        await ledger.PutAsync(dead.ToErased(time.GetUtcNow()));
        Assert.Equal(0, await ledger.CountDeadAsync(default));
    }

    private string File => folder.File("payhooks.db");

    private void Write(params EventRecord[] records)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = FirstSchema + """
            INSERT INTO messages (visible_at, dequeues, text) VALUES
                (0, 0, x'7b7d'), (4611686018427387904 + 17, 3, CAST('taken by a process that died' AS BLOB));
            """;
        command.ExecuteNonQuery();
        foreach (var record in records)
        {
            using var insert = connection.CreateCommand();
            insert.CommandText = """
                INSERT INTO events (id, source, type, status, received_at, tombstone, record) VALUES ($id, $source, $type, $status, $at, $tombstone, $record);
                INSERT INTO bodies (event, body) VALUES (last_insert_rowid(), $body);
                """;
            insert.Parameters.AddWithValue("$id", record.Id);
            insert.Parameters.AddWithValue("$source", record.Source);
            insert.Parameters.AddWithValue("$type", record.Facts.Type);
            insert.Parameters.AddWithValue("$status", (long)record.Status);
            insert.Parameters.AddWithValue("$at", record.ReceivedAt.UtcTicks);
            insert.Parameters.AddWithValue("$tombstone", record.IsTombstone ? 1 : 0);
            insert.Parameters.AddWithValue("$record", record.ToJson());
            insert.Parameters.AddWithValue("$body", Encoding.UTF8.GetBytes(record.Id));
            insert.ExecuteNonQuery();
        }
    }
}
