using Azure;
using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Point reads and conditional writes of records, in any of the tables.</summary>
internal static class EventRows
{
    /// <summary>Reads a record, with or without the body stored with it.</summary>
    public static ValueTask<FoundRow> FindAsync(EventPlace place, bool withBody, CancellationToken cancellationToken) =>
        FindAsync(place, withBody ? null : EventEntity.RecordColumns, cancellationToken);

    /// <summary>Inserts a record; fails with a conflict if there is one.</summary>
    /// <param name="place">The place.</param>
    /// <param name="record">The record.</param>
    /// <param name="body">The body to store with it, or null.</param>
    /// <param name="isSettled">In the table of kept events: whether this is not the copy of a move.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async ValueTask<ETag> InsertAsync(
        EventPlace place, EventRecord record, ReadOnlyMemory<byte>? body, bool isSettled, CancellationToken cancellationToken) =>
        (await place.Table.AddEntityAsync(EntityOf(place, record, body, isSettled), cancellationToken)).Headers.ETag!.Value;

    /// <summary>Replaces a record with its body if it is unchanged; otherwise fails with a conflict.</summary>
    public static async ValueTask<ETag> ReplaceAsync(
        EventPlace place, ETag seen, EventRecord record, ReadOnlyMemory<byte>? body, bool isSettled, CancellationToken cancellationToken) =>
        (await place.Table.UpdateEntityAsync(
            EntityOf(place, record, body, isSettled), seen, TableUpdateMode.Replace, cancellationToken)).Headers.ETag!.Value;

    /// <summary>Changes a record if it is unchanged, and keeps its body; otherwise fails with a conflict.</summary>
    public static async ValueTask<ETag> MergeAsync(
        EventPlace place, ETag seen, EventRecord record, bool isSettled, CancellationToken cancellationToken) =>
        (await place.Table.UpdateEntityAsync(
            EntityOf(place, record, null, isSettled), seen, TableUpdateMode.Merge, cancellationToken)).Headers.ETag!.Value;

    /// <summary>Marks a record as moved if it is unchanged; otherwise fails with a conflict. Nothing else remains in the row.</summary>
    public static async ValueTask MarkMovedAsync(EventPlace place, ETag seen, CancellationToken cancellationToken) =>
        await place.Table.UpdateEntityAsync(
            new TableEntity(place.Partition, place.Row) { [EventEntity.IsMoved] = true }, seen, TableUpdateMode.Replace, cancellationToken);

    /// <summary>Removes a record if it is unchanged; otherwise fails with a conflict.</summary>
    public static async ValueTask RemoveAsync(EventPlace place, ETag seen, CancellationToken cancellationToken) =>
        await place.Table.DeleteEntityAsync(place.Partition, place.Row, seen, cancellationToken);

    private static TableEntity EntityOf(EventPlace place, EventRecord record, ReadOnlyMemory<byte>? body, bool isSettled)
    {
        var entity = EventEntity.Of(place, record, body);
        entity[EventEntity.IsSettled] = isSettled;
        if (record.BodyReference is { } reference)
        {
            entity[EventEntity.BodyReference] = reference;
        }

        return entity;
    }

    // The SDK's method for rows that may be missing does not distinguish a missing table.
    private static async ValueTask<FoundRow> FindAsync(EventPlace place, IEnumerable<string>? columns, CancellationToken cancellationToken)
    {
        try
        {
            var entity = (await place.Table.GetEntityAsync<TableEntity>(place.Partition, place.Row, columns, cancellationToken)).Value;
            return entity.GetBoolean(EventEntity.IsMoved) == true
                ? new FoundRow(RowState.Moved)
                : new FoundRow(RowState.Found)
                {
                    Record = EventEntity.Read(entity),
                    Version = entity.ETag,
                    IsSettled = entity.GetBoolean(EventEntity.IsSettled) == true,
                    Body = columns is null ? EventEntity.ReadBody(entity) : null,
                };
        }
        catch (RequestFailedException e) when (StorageFault.IsEntityMissing(e))
        {
            return new FoundRow(RowState.NoRow);
        }
        catch (RequestFailedException e) when (StorageFault.IsTableMissing(e))
        {
            return new FoundRow(RowState.NoTable) { Response = e.GetRawResponse() };
        }
    }
}

/// <summary>The result of looking for a record's row.</summary>
/// <param name="State">What was found.</param>
internal readonly record struct FoundRow(RowState State)
{
    /// <summary>The record.</summary>
    public EventRecord? Record { get; init; }

    /// <summary>The row's ETag.</summary>
    public ETag Version { get; init; }

    /// <summary>Whether the record was written in its place, and is not the copy of a move.</summary>
    public bool IsSettled { get; init; }

    /// <summary>The body stored with the record, if it was asked for.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>For <see cref="RowState.NoTable"/>: the service's response.</summary>
    public Response? Response { get; init; }
}

/// <summary>What was found in place of a record.</summary>
internal enum RowState
{
    /// <summary>The row does not exist.</summary>
    NoRow,

    /// <summary>The table does not exist.</summary>
    NoTable,

    /// <summary>The record was moved.</summary>
    Moved,

    /// <summary>The record.</summary>
    Found,
}
