using System.Text.Json;
using System.Text.Json.Serialization;
using PayHooks.Storage;

namespace PayHooks.Operations.Failures;

/// <summary>The notes and acknowledgements of failure groups, among the rows that all instances share.</summary>
internal sealed class FailureNotes(IStateStore store)
{
    private const string Partition = "group";

    /// <summary>All notes by the id of their group.</summary>
    public async ValueTask<IReadOnlyDictionary<string, FailureNote>> ListAsync(CancellationToken cancellationToken) =>
        (await store.ListAllAsync(Partition, after: null, cancellationToken)).ToDictionary(row => row.Key, Read, StringComparer.Ordinal);

    /// <summary>Changes the note of a group.</summary>
    /// <param name="id">The group.</param>
    /// <param name="change">Returns the new note for the present one.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<FailureNote> ChangeAsync(
        string id, Func<FailureNote, FailureNote> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await store.FindAsync(Partition, id, cancellationToken);
            var note = change(row is null ? new FailureNote() : Read(row));
            if (note with { At = default } == new FailureNote())
            {
                if (row is null || await store.DeleteAsync(Partition, id, row.Tag, cancellationToken))
                {
                    return note;
                }
            }
            else if (await store.WriteAsync(
                Partition, id, JsonSerializer.SerializeToUtf8Bytes(note, NoteJson.Default.FailureNote), row?.Tag, cancellationToken)
                is not null)
            {
                return note;
            }
        }
    }

    /// <summary>Removes the notes that were last changed before a time.</summary>
    public async ValueTask PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        foreach (var (id, note) in await ListAsync(cancellationToken))
        {
            if (note.At < before && await store.FindAsync(Partition, id, cancellationToken) is { } row && Read(row).At < before)
            {
                await store.DeleteAsync(Partition, id, row.Tag, cancellationToken);
            }
        }
    }

    private static FailureNote Read(StateRow row) =>
        JsonSerializer.Deserialize(row.Value.Span, NoteJson.Default.FailureNote) ?? throw new JsonException("A note is null.");
}

/// <summary>What people have said about a failure group.</summary>
internal sealed record FailureNote
{
    /// <summary>The note, or null.</summary>
    public string? Text { get; init; }

    /// <summary>Who acknowledged the group, or null.</summary>
    public string? AcknowledgedBy { get; init; }

    /// <summary>When it was acknowledged, or null.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset At { get; init; }
}

[JsonSerializable(typeof(FailureNote))]
internal sealed partial class NoteJson : JsonSerializerContext;
