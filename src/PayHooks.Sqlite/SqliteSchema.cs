namespace PayHooks.Sqlite;

/// <summary>The tables of a store, and the check that a file holds them.</summary>
internal static class SqliteSchema
{
    /// <summary>The version that this code writes and reads.</summary>
    public static int Version => Steps.Length;

    // "PayH": tells a store from other people's databases.
    private const int ApplicationId = 0x50617948;

    // Times are UTC ticks. Each listing has an index that ends in the list's order, so that a page is one stretch of one index.
    private const string FirstTables = """
        CREATE TABLE messages (
            id INTEGER PRIMARY KEY,
            visible_at INTEGER NOT NULL,
            dequeues INTEGER NOT NULL,
            text BLOB NOT NULL
        ) STRICT;
        CREATE INDEX messages_due ON messages (visible_at);

        CREATE TABLE events (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            source TEXT NOT NULL,
            type TEXT NOT NULL,
            status INTEGER NOT NULL,
            received_at INTEGER NOT NULL,
            tombstone INTEGER NOT NULL,
            record BLOB NOT NULL
        ) STRICT;
        CREATE INDEX events_by_time ON events (received_at, id DESC, status) WHERE tombstone = 0;
        CREATE INDEX events_by_source ON events (source, received_at, id DESC, type, status) WHERE tombstone = 0;
        CREATE INDEX events_by_type ON events (type, received_at, id DESC, source, status) WHERE tombstone = 0;
        CREATE INDEX events_open ON events (status, received_at, id DESC, source, type) WHERE tombstone = 0 AND status <> 2;
        CREATE INDEX events_tombstones ON events (received_at) WHERE tombstone = 1;

        CREATE TABLE bodies (
            event INTEGER PRIMARY KEY,
            body BLOB NOT NULL
        ) STRICT;
        """;

    // An erased event is no dead letter, and pruned when it is old.
    private const string Erasing = """
        ALTER TABLE events ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;
        DROP INDEX events_open;
        CREATE INDEX events_open ON events (status, received_at, id DESC, source, type) WHERE tombstone = 0 AND status <> 2 AND erased = 0;
        """;

    // A list by source and type had to look through all events of the source. The status, which most events change once, is in
    // the index of the open events alone: what is completed is nearly everything, and needs no index of its own.
    private const string Searching = """
        DROP INDEX events_by_time;
        DROP INDEX events_by_source;
        DROP INDEX events_by_type;
        CREATE INDEX events_by_time ON events (received_at, id DESC) WHERE tombstone = 0;
        CREATE INDEX events_by_source ON events (source, received_at, id DESC) WHERE tombstone = 0;
        CREATE INDEX events_by_type ON events (type, received_at, id DESC) WHERE tombstone = 0;
        CREATE INDEX events_by_source_and_type ON events (source, type, received_at, id DESC) WHERE tombstone = 0;
        CREATE TABLE terms (key INTEGER PRIMARY KEY) STRICT;
        """;

    // Taking a message changed its row, and so wrote its body a second time. 2^62 was added to the due time while it was taken.
    private const string Taking = """
        CREATE TABLE tries (id INTEGER PRIMARY KEY, count INTEGER NOT NULL, is_held INTEGER NOT NULL) STRICT;
        INSERT INTO tries (id, count, is_held) SELECT id, dequeues, 0 FROM messages WHERE dequeues > 0;
        UPDATE messages SET visible_at = visible_at - 4611686018427387904 WHERE visible_at >= 4611686018427387904;
        ALTER TABLE messages DROP COLUMN dequeues;
        """;

    // What makes version n + 1 of version n. A new file takes them all, so that it cannot differ from one that grew old.
    private static readonly Action<SqliteSession>[] Steps =
    [
        static session => session.RunScript(FirstTables),
        static session => session.RunScript(Erasing),
        static session =>
        {
            session.RunScript(Searching);
            EventTerms.AddAll(session);
        },
        static session => session.RunScript(Taking),

        // Nothing to change: messages hold bodies as bytes now, and a version that cannot read those must not open the file.
        static _ => { },
    ];

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

        if (version < Version)
        {
            Upgrade(session, (int)version);
        }
    }

    // All or nothing: a start that dies half-way leaves the file as it was.
    private static void Upgrade(SqliteSession session, int version)
    {
        session.RunScript("BEGIN IMMEDIATE");
        foreach (var step in Steps.AsSpan(version))
        {
            step(session);
        }

        session.RunScript($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT;");
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
