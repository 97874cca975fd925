using System.Text;
using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// An event as a table entity: its record as JSON text, its inline body as binary, and a few columns for people browsing the table. A
/// string property holds 32,768 characters and a binary one 64 KiB, so both are split into parts.
/// </summary>
internal static class EventEntity
{
    /// <summary>The source.</summary>
    public const string Source = "Source";

    /// <summary>The type.</summary>
    public const string Type = "Type";

    /// <summary>The status as in filters of lists.</summary>
    public const string Status = "Status";

    /// <summary>The outcome as in filters of lists; empty if there is none yet.</summary>
    public const string Outcome = "Outcome";

    /// <summary>When the event was received.</summary>
    public const string ReceivedAt = "ReceivedAt";

    /// <summary>Whether the record is a tombstone.</summary>
    public const string IsTombstone = "Tombstone";

    /// <summary>Whether the payload was erased.</summary>
    public const string IsErased = "Erased";

    /// <summary>Whether the row only says that its record was moved to the table of kept events. Such a row has no other column.</summary>
    public const string IsMoved = "Moved";

    /// <summary>Whether the row's record was written in its place, and is not the copy of a move that may not be committed.</summary>
    public const string IsSettled = "Settled";

    /// <summary>The reference of the body in the body store, so that pruning finds it without reading the record.</summary>
    public const string BodyReference = "BodyReference";

    private const int MaxRecordParts = 8;
    private const int RecordPart = 32_768;
    private const int BodyPart = 65_536;
    private const string RecordParts = "RecordParts";
    private const string BodyParts = "BodyParts";

    private static readonly string[] RecordNames = [.. Enumerable.Range(0, MaxRecordParts).Select(part => $"Record{part}")];

    /// <summary>The columns of a record, excluding the body.</summary>
    public static IReadOnlyList<string> RecordColumns { get; } = [RecordParts, .. RecordNames, IsMoved, IsSettled];

    /// <summary>Creates the entity to write; without <paramref name="body"/>, a merge keeps the stored body.</summary>
    public static TableEntity Of(EventPlace place, EventRecord record, ReadOnlyMemory<byte>? body)
    {
        var entity = new TableEntity(place.Partition, place.Row)
        {
            [Source] = record.Source,
            [Type] = record.Facts.Type,
            [Status] = EventStatusText.Of(record.Status),
            [Outcome] = record.Outcome is { } outcome ? EventOutcomeText.Of(outcome) : "",
            [ReceivedAt] = record.ReceivedAt.ToUniversalTime(),
            [IsTombstone] = record.IsTombstone,
            [IsErased] = record.ErasedAt is not null,
        };
        var json = record.ToJson();
        Write(entity, Encoding.UTF8.GetString(json.Length <= MaxRecordParts * RecordPart ? json : RecordBounds.Cut(record).ToJson()));
        if (body is { } bytes)
        {
            Write(entity, bytes);
        }

        return entity;
    }

    /// <summary>Returns the record of an entity.</summary>
    public static EventRecord Read(TableEntity entity)
    {
        var text = new StringBuilder();
        for (var part = 0; part < Parts(entity, RecordParts); part++)
        {
            text.Append(entity.GetString(RecordNames[part]));
        }

        return EventRecord.FromJson(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Returns the body of a fully read entity; null if there is none.</summary>
    public static ReadOnlyMemory<byte>? ReadBody(TableEntity entity)
    {
        if (!entity.ContainsKey(BodyParts))
        {
            return null;
        }

        var body = new MemoryStream();
        for (var part = 0; part < Parts(entity, BodyParts); part++)
        {
            body.Write(entity.GetBinary($"Body{part}"));
        }

        return body.ToArray();
    }

    private static int Parts(TableEntity entity, string name) => entity.GetInt32(name) ?? 0;

    private static void Write(TableEntity entity, string text)
    {
        var parts = (text.Length + RecordPart - 1) / RecordPart;

        // The number of valid parts: a merge clears nothing, so parts of a longer text may remain.
        entity[RecordParts] = parts;
        for (var part = 0; part < parts; part++)
        {
            var from = part * RecordPart;
            entity[RecordNames[part]] = text.Substring(from, Math.Min(RecordPart, text.Length - from));
        }
    }

    private static void Write(TableEntity entity, ReadOnlyMemory<byte> body)
    {
        var parts = (body.Length + BodyPart - 1) / BodyPart;
        entity[BodyParts] = parts;
        for (var part = 0; part < parts; part++)
        {
            var from = part * BodyPart;
            entity[$"Body{part}"] = body.Slice(from, Math.Min(BodyPart, body.Length - from)).ToArray();
        }
    }
}
