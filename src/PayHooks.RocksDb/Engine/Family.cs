namespace PayHooks.RocksDb.Engine;

/// <summary>The column families. Numbers in keys are big-endian, so that keys sort numerically.</summary>
internal enum Family
{
    /// <summary>RocksDB's default family; empty.</summary>
    Default,

    /// <summary>
    /// Due time, number → dequeue count, envelope. Without a delay the due time is 0, so that a wrong clock cannot delay a message.
    /// </summary>
    Queue,

    /// <summary>Number → body. Large bodies are in blob files. Written once, at ingestion, unless an old event is moved.</summary>
    Bodies,

    /// <summary>Number → record.</summary>
    Events,

    /// <summary>Event id → number; for a tombstone, 0 and the reduced record.</summary>
    Ids,

    /// <summary>Hash of a subject → its events, its change keys and their owners.</summary>
    Subjects,

    /// <summary>Hash of a merchant reference → its payments.</summary>
    References,

    /// <summary>List, inverted time, start of the event id, number → nothing.</summary>
    Lists,

    /// <summary>Hash of a search term, inverted number → nothing.</summary>
    Terms,

    /// <summary>Name → value: the format, the counters, raised flags, sources, rejected deliveries, shared rows, audit entries.</summary>
    State,
}

/// <summary>The names of the families in the folder.</summary>
internal static class FamilyNames
{
    /// <summary>In the order of <see cref="Family"/>.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["default", "queue", "bodies", "events", "ids", "subjects", "references", "lists", "terms", "state"];
}
