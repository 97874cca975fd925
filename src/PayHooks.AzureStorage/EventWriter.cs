using Azure;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// Writes a record to the table where it belongs. Every write is conditional on what was found, and fails with a conflict if that has
/// changed.
/// </summary>
internal sealed class EventWriter(EventKeyRows keys, DayTables days, KeptEvents kept)
{
    /// <summary>Whether a merge cannot write a change, because it would not remove the body or leftover parts of a longer record.</summary>
    public static bool NeedsReplacing(EventRecord current, EventRecord next, ReadOnlyMemory<byte>? body) =>
        next.IsBodyGone || body is not null || next.BodyReference != current.BodyReference;

    /// <summary>Writes a record.</summary>
    /// <exception cref="EventPendingException">Another delivery is inserting the record.</exception>
    public ValueTask<WrittenEvent> WriteAsync(
        FoundEvent found, EventRecord next, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken) => found.State switch
        {
            EventState.Unknown => CreateAsync(next, body, cancellationToken),
            EventState.Pending => InsertAsync(found.KeyRow!, next, body, cancellationToken),
            EventState.Stored => ChangeAsync(found, next, body, cancellationToken),
            _ => AfterPruningAsync(found.KeyRow!, next, body, cancellationToken),
        };

    private async ValueTask<WrittenEvent> CreateAsync(EventRecord record, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        var isKept = IsKeptFromTheStart(record);
        var row = await keys.InsertAsync(
            record,
            isKept ? null : days.Of(record.ReceivedAt),
            isKept ? kept.HomeOf(record.ReceivedAt, record.Id) : null,
            cancellationToken);
        return await InsertAsync(row, record, body, cancellationToken);
    }

    private async ValueTask<WrittenEvent> InsertAsync(
        EventKeyRow row, EventRecord record, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        if (!row.IsHeldBy(record.Holder))
        {
            throw new EventPendingException(row.Key);
        }

        // The key of the row contains the time, and another message may have created the event.
        record = record with { ReceivedAt = row.ReceivedAt };
        if (row is not { Day: { } day, Home: null } || IsKeptFromTheStart(record))
        {
            return await kept.InsertAsync(row, record, body, cancellationToken);
        }

        var place = days.PlaceOf(day, row.ReceivedAt, row.Key.Id);
        try
        {
            return await InsertAsync(place, record, body, cancellationToken);
        }
        catch (RequestFailedException e) when (StorageFault.IsTableMissing(e))
        {
            if (days.IsClosed(day, days.Clock.TimeOf(e.GetRawResponse()) ?? days.Now))
            {
                return await kept.InsertAsync(row, record, body, cancellationToken);
            }
        }

        await days.CreateAsync(day, cancellationToken);
        return await InsertAsync(place, record, body, cancellationToken);
    }

    private static async ValueTask<WrittenEvent> InsertAsync(
        EventPlace place, EventRecord record, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        var version = await EventRows.InsertAsync(place, record, body, isSettled: true, cancellationToken);
        return new WrittenEvent(record, new EventVersion(place, version) { Body = body });
    }

    private async ValueTask<WrittenEvent> ChangeAsync(
        FoundEvent found, EventRecord next, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        var (current, seen) = (found.Record!, found.Version!);
        if (EventKeyRows.ConcernsSummary(current, next))
        {
            await keys.SummarizeAsync(next, cancellationToken);
        }

        if (seen.IsKept)
        {
            return await kept.UpdateAsync(seen, current, next, body, cancellationToken);
        }

        if (KeptEvents.IsFor(next))
        {
            return await kept.MoveAsync(seen, next, body, cancellationToken);
        }

        var version = NeedsReplacing(current, next, body)
            ? await EventRows.ReplaceAsync(seen.Place, seen.ETag, next, body, isSettled: true, cancellationToken)
            : await EventRows.MergeAsync(seen.Place, seen.ETag, next, isSettled: true, cancellationToken);
        var isTidy = seen.Leftover is not { } leftover || await KeptEvents.RemoveLeftoverAsync(
            seen.Place with { Table = kept.Table, Partition = seen.Home! }, leftover, cancellationToken);
        return new WrittenEvent(
            next, seen with { ETag = version, Leftover = isTidy ? null : seen.Leftover, Body = seen.BodyOf(next, body) });
    }

    // A repeat is counted in the key row. The only other record is the dead letter of a message whose outcome is unknown.
    private async ValueTask<WrittenEvent> AfterPruningAsync(
        EventKeyRow row, EventRecord next, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        if (!next.IsTombstone)
        {
            return await kept.InsertAsync(row, next with { ReceivedAt = row.ReceivedAt }, body, cancellationToken);
        }

        await keys.CountAsync(row, next, cancellationToken);
        return new WrittenEvent(next, EventVersion.Unread);
    }

    private bool IsKeptFromTheStart(EventRecord record) =>
        KeptEvents.IsFor(record) || days.IsClosed(days.Of(record.ReceivedAt), days.Now);
}
