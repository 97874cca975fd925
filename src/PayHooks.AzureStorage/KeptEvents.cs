using Azure;
using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// The table of events that did not complete at their first attempt: they may need attention when the table of their day has been dropped.
/// </summary>
/// <remarks>
/// A move is three writes: the place in the key row, the copy, and the mark in the table of the day, which is conditional on its ETag and
/// commits the move. Until then, the record in the table of the day counts, and a copy is a leftover. The place is written first, so that
/// the next one to change the record finds the leftover and removes it, after its own change has made the mark impossible.
/// </remarks>
internal sealed class KeptEvents(
    AzureStoreClients clients, AzureBodyStore bodies, EventKeyRows keys, AzureLedgerOptions options)
{
    /// <summary>The table.</summary>
    public TableClient Table => clients.Kept;

    /// <summary>Whether a record must be in this table.</summary>
    public static bool IsFor(EventRecord record) => record.Status is EventStatus.Retrying or EventStatus.Dead or EventStatus.Paused;

    /// <summary>The partition for an event that was not here before.</summary>
    public string HomeOf(DateTimeOffset receivedAt, string eventId) =>
        TableKeys.KeptDay(receivedAt) + TableKeys.Shard(eventId, options.Shards);

    /// <summary>Where the record of an event with a <see cref="EventKeyRow.Home"/> is.</summary>
    public EventPlace PlaceOf(EventKeyRow row) => new(Table, row.Home!, TableKeys.Row(row.ReceivedAt, row.Key.Id));

    /// <summary>Inserts a record that was in no table.</summary>
    public async ValueTask<WrittenEvent> InsertAsync(
        EventKeyRow row, EventRecord record, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        if (row.Home is null)
        {
            row = row with { Home = HomeOf(row.ReceivedAt, row.Key.Id) };
            await keys.SetHomeAsync(row.Key, row.Home, cancellationToken);
        }

        record = await WithKeptBodyAsync(record, cancellationToken);
        var place = PlaceOf(row);
        var version = await EventRows.InsertAsync(place, record, body, isSettled: true, cancellationToken);
        return new WrittenEvent(record, new EventVersion(place, version) { IsKept = true, Home = row.Home, Body = body });
    }

    /// <summary>Changes a record in this table.</summary>
    public async ValueTask<WrittenEvent> UpdateAsync(
        EventVersion seen, EventRecord current, EventRecord next, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        next = await WithKeptBodyAsync(next, cancellationToken);
        var version = EventWriter.NeedsReplacing(current, next, body)
            ? await EventRows.ReplaceAsync(seen.Place, seen.ETag, next, body, isSettled: true, cancellationToken)
            : await EventRows.MergeAsync(seen.Place, seen.ETag, next, isSettled: true, cancellationToken);
        return new WrittenEvent(next, seen with { ETag = version, Body = seen.BodyOf(next, body) });
    }

    /// <summary>Moves a record from the table of its day, changed.</summary>
    public async ValueTask<WrittenEvent> MoveAsync(
        EventVersion seen, EventRecord next, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        var home = seen.Home ?? HomeOf(next.ReceivedAt, next.Id);
        await keys.SetHomeAsync(next.Key, home, cancellationToken);
        body = seen.BodyOf(next, body);
        if (body is null && next.BodyReference is null && !next.IsBodyGone)
        {
            body = (await EventRows.FindAsync(seen.Place, withBody: true, cancellationToken)).Body;
        }

        next = await WithKeptBodyAsync(next, cancellationToken);
        var place = new EventPlace(Table, home, seen.Place.Row);
        var copy = seen.Leftover is { } leftover
            ? await EventRows.ReplaceAsync(place, leftover, next, body, isSettled: false, cancellationToken)
            : await EventRows.InsertAsync(place, next, body, isSettled: false, cancellationToken);
        try
        {
            await EventRows.MarkMovedAsync(seen.Place, seen.ETag, cancellationToken);
        }
        catch (RequestFailedException e) when (StorageFault.IsConflict(e))
        {
            // The SDK may have repeated a mark that had succeeded, so only a record that is still there proves the copy to be a leftover.
            if ((await EventRows.FindAsync(seen.Place, withBody: false, cancellationToken)).State == RowState.Found)
            {
                await RemoveLeftoverAsync(place, copy, cancellationToken);
            }

            throw;
        }

        return new WrittenEvent(next, new EventVersion(place, copy) { IsKept = true, Home = home, Body = body });
    }

    /// <summary>Removes a leftover. The record that it was copied from must have changed since the leftover was read.</summary>
    /// <returns>Whether it is gone.</returns>
    public static async ValueTask<bool> RemoveLeftoverAsync(EventPlace place, ETag leftover, CancellationToken cancellationToken)
    {
        try
        {
            await EventRows.RemoveAsync(place, leftover, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (StorageFault.IsConflict(e))
        {
            return true;
        }
        catch (Exception e) when (e is RequestFailedException || StorageFault.IsUncertain(e, cancellationToken))
        {
            return false;
        }
    }

    // A body that belongs to a day is removed with it.
    private async ValueTask<EventRecord> WithKeptBodyAsync(EventRecord record, CancellationToken cancellationToken) =>
        record is { BodyReference: { } reference, IsBodyGone: false }
            ? record with { BodyReference = await bodies.KeepAsync(reference, cancellationToken) }
            : record;
}

/// <summary>A record after it was written.</summary>
/// <param name="Record">The record.</param>
/// <param name="Version">Its version.</param>
internal sealed record WrittenEvent(EventRecord Record, EventVersion Version);
