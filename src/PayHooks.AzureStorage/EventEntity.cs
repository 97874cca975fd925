using System.Text;
using Azure;
using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// An event as a table entity: its record as JSON text, its inline body as binary, and a few columns for people browsing the table. A
/// string property holds 32,768 characters and a binary one 64 KiB, so both are split into parts.
/// </summary>
internal static class EventEntity
{
    private const int MaxRecordParts = 8;
    private const int RecordPart = 32_768;
    private const int BodyPart = 65_536;
    private const string RecordParts = "RecordParts";
    private const string BodyParts = "BodyParts";

    private static readonly string[] RecordNames = [.. Enumerable.Range(0, MaxRecordParts).Select(part => $"Record{part}")];

    /// <summary>The columns of a record, excluding the body.</summary>
    public static IReadOnlyList<string> RecordColumns { get; } = [RecordParts, .. RecordNames];

    /// <summary>Creates the entity to write; without <paramref name="body"/>, a merge keeps the stored body.</summary>
    public static TableEntity Of(EventRecord record, ReadOnlyMemory<byte>? body)
    {
        var entity = new TableEntity(TableKeys.Partition(record.Key), record.Id)
        {
            ["Source"] = record.Source,
            ["Type"] = record.Facts.Type,
            ["Status"] = EventStatusText.Of(record.Status),
            ["ReceivedAt"] = record.ReceivedAt.ToUniversalTime(),
            ["Tombstone"] = record.IsTombstone,
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
    public static StoredEvent Read(TableEntity entity)
    {
        var text = new StringBuilder();
        for (var part = 0; part < Parts(entity, RecordParts); part++)
        {
            text.Append(entity.GetString(RecordNames[part]));
        }

        return new StoredEvent(EventRecord.FromJson(Encoding.UTF8.GetBytes(text.ToString())), entity.ETag);
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

/// <summary>A stored record.</summary>
/// <param name="Record">The record.</param>
/// <param name="Version">The entity's ETag.</param>
internal sealed record StoredEvent(EventRecord Record, ETag Version);
