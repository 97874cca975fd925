namespace PayHooks.RocksDb.Engine;

/// <summary>The column families. Numbers in keys are big-endian, so that keys are ordered as numbers are.</summary>
internal enum Family
{
    /// <summary>RocksDB's own first family; empty.</summary>
    Default,

    /// <summary>
    /// Due time, number → how often the message was taken, its envelope. Without a delay the due time is 0, so that no clock hides a
    /// message.
    /// </summary>
    Queue,

    /// <summary>Number → body. Large ones are in blob files. Written once, at ingestion, unless an old event is moved.</summary>
    Bodies,

    /// <summary>Number → record.</summary>
    Events,

    /// <summary>Event id → number; for what pruning left, 0 and the reduced record.</summary>
    Ids,

    /// <summary>Hash of a subject → its events, its change keys and their owners.</summary>
    Subjects,

    /// <summary>Hash of a merchant reference → its payments.</summary>
    References,

    /// <summary>List, inverted time, start of the event id, number → nothing.</summary>
    Lists,

    /// <summary>Hash of a text that people search by, inverted number → nothing.</summary>
    Terms,

    /// <summary>Name → value: the format, the counters.</summary>
    State,
}

/// <summary>The names of the families in the folder.</summary>
internal static class FamilyNames
{
    /// <summary>In the order of <see cref="Family"/>.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["default", "queue", "bodies", "events", "ids", "subjects", "references", "lists", "terms", "state"];
}
