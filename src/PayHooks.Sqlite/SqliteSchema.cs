namespace PayHooks.Sqlite;

/// <summary>The tables of a store, and the check that a file holds them.</summary>
internal static class SqliteSchema
{
    /// <summary>The version that this code writes, and the only one that it reads.</summary>
    public const int Version = 6;

    // "PayH": tells a store from other people's databases.
    private const int ApplicationId = 0x50617948;

    // Times are UTC ticks. Each listing has an index that ends in the list's order, so that a page is one stretch of one index. The status,
    // which most events change once, is in the index of the open events alone: nearly all events are completed, and need no such index.
    // An erased event is not a dead letter. Taking a message writes to tries, so that its body is not written a second time.
    private const string Tables = """
        CREATE TABLE messages (
            id INTEGER PRIMARY KEY,
            visible_at INTEGER NOT NULL,
            text BLOB NOT NULL
        ) STRICT;
        CREATE INDEX messages_due ON messages (visible_at);
        CREATE TABLE tries (id INTEGER PRIMARY KEY, count INTEGER NOT NULL, is_held INTEGER NOT NULL) STRICT;

        CREATE TABLE events (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            source TEXT NOT NULL,
            type TEXT NOT NULL,
            status INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            tombstone INTEGER NOT NULL,
            record BLOB NOT NULL,
            erased INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX events_by_time ON events (received_at, id DESC) WHERE tombstone = 0;
        CREATE INDEX events_by_source ON events (source, received_at, id DESC) WHERE tombstone = 0;
        CREATE INDEX events_by_type ON events (type, received_at, id DESC) WHERE tombstone = 0;
        CREATE INDEX events_by_source_and_type ON events (source, type, received_at, id DESC) WHERE tombstone = 0;
        CREATE INDEX events_open ON events (status, received_at, id DESC, source, type) WHERE tombstone = 0 AND status <> 2 AND erased = 0;
        CREATE INDEX events_tombstones ON events (received_at) WHERE tombstone = 1;
        CREATE TABLE terms (key INTEGER PRIMARY KEY) STRICT;

        CREATE TABLE bodies (
            event INTEGER PRIMARY KEY,
            body BLOB NOT NULL
        ) STRICT;
        """;

    /// <summary>Makes a fresh file a store, and refuses a file that is something else.</summary>
    public static void Prepare(SqliteSession session, string file)
    {
        var name = Path.GetFileName(file);
        var application = session.Number("PRAGMA application_id");
        var version = session.Number("PRAGMA user_version");
        var isEmpty = session.Number("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)") == 1;
        if (application != ApplicationId && !(isEmpty && application == 0 && version == 0))
        {
            throw new SqliteStoreException($"{name} belongs to another program. Name another file.");
        }

        if (version > Version)
        {
            throw new SqliteStoreException(
                $"{name} was written by a newer PayHooks (schema {version}; this one knows {Version}). Update PayHooks, or name another file.");
        }

        if (!isEmpty && version < Version)
        {
            throw new SqliteStoreException(
                $"{name} was written by an older PayHooks (schema {version}; this one reads {Version} only). Name another file.");
        }

        if (isEmpty)
        {
            // VACUUM makes the setting stick even if a first start died half-way through and left a file without tables.
            session.RunScript("PRAGMA auto_vacuum = INCREMENTAL; VACUUM;");
        }

        Configure(session, name);
        if (!isEmpty)
        {
            // Reads every page of the schema and touches every table, so that damage there shows now.
            session.RunScript("SELECT 1 FROM messages LIMIT 1; SELECT 1 FROM events LIMIT 1; SELECT 1 FROM bodies LIMIT 1;");
        }

        if (isEmpty)
        {
            // All or nothing: a start that dies half-way leaves a file without tables.
            session.RunScript($"BEGIN IMMEDIATE; {Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT;");
        }
    }

    private static void Configure(SqliteSession session, string name)
    {
        using (var mode = session.Use("PRAGMA journal_mode = WAL"))
        {
            if (!mode.Step() || mode.Text(0) != "wal")
            {
                throw new SqliteStoreException($"{name} lies where SQLite cannot keep a write-ahead log. Name a file on a local disk.");
            }
        }

        MakeDurable(session);
        session.RunScript("""
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -8192; -- a commit may look through all of it
            PRAGMA wal_autocheckpoint = 0; -- see SqliteCheckpoints; of SQLite's own nobody hears when it fails
            PRAGMA journal_size_limit = 67108864;
            """);
    }

    /// <summary>Makes a connection that writes keep the promise that what it has committed is on the disk.</summary>
    public static void MakeDurable(SqliteSession session)
    {
        // FULL: a commit returns after the log has reached the disk; for the writer's thread LogSync sees to that. macOS needs to be told
        // twice. What is deleted is overwritten where its page is written anyway: an erased payload leaves no copy in the gaps of a
        // page, and pages that are given up leave the file with the next pruning.
        session.RunScript("""
            PRAGMA synchronous = FULL;
            PRAGMA fullfsync = TRUE;
            PRAGMA checkpoint_fullfsync = TRUE;
            PRAGMA secure_delete = FAST;
            """);
    }
}
