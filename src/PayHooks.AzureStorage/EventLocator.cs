using Azure;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Finds the record of an event: through its row in the key table, in the table of its day or in that of kept events.</summary>
internal sealed class EventLocator(EventKeyRows keys, DayTables days, KeptEvents kept)
{
    // A record moves once, and a key row changes rarely, so more are not met in practice.
    private const int MostMoves = 5;

    /// <summary>Finds the event.</summary>
    public async ValueTask<FoundEvent> FindAsync(EventKey key, bool withBody, CancellationToken cancellationToken)
    {
        for (var moves = 0; ; moves++)
        {
            if (await keys.FindAsync(key, cancellationToken) is not { } row)
            {
                return FoundEvent.Unknown;
            }

            if (await FindAsync(row, withBody, isLast: moves == MostMoves, cancellationToken) is { } found)
            {
                return found;
            }
        }
    }

    // Null if the record moved while it was looked for.
    private async ValueTask<FoundEvent?> FindAsync(EventKeyRow row, bool withBody, bool isLast, CancellationToken cancellationToken)
    {
        FoundRow? copy = row.Home is null ? null : await EventRows.FindAsync(kept.PlaceOf(row), withBody, cancellationToken);
        if (copy is { State: RowState.Found, IsSettled: true })
        {
            return Kept(row, copy.Value);
        }

        if (row.Day is not { } day)
        {
            // Kept from the start: not inserted yet, or pruned when its day had long been closed.
            return days.IsClosed(days.Of(row.ReceivedAt), days.Now) ? FoundEvent.OfGone(row) : FoundEvent.OfPending(row);
        }

        var place = days.PlaceOf(day, row.ReceivedAt, row.Key.Id);
        var original = await EventRows.FindAsync(place, withBody, cancellationToken);
        return original.State switch
        {
            RowState.Found => new FoundEvent(EventState.Stored)
            {
                KeyRow = row,
                Record = original.Record,
                Version = new EventVersion(place, original.Version)
                {
                    Home = row.Home,
                    Body = original.Body,
                    Leftover = copy is { State: RowState.Found } leftover ? leftover.Version : null,
                },
            },
            _ when copy is { State: RowState.Found } moved => Kept(row, moved),
            RowState.Moved => isLast ? FoundEvent.OfGone(row) : await PrunedAsync(row, withBody, cancellationToken),
            RowState.NoTable when days.WasDropped(day, days.Clock.TimeOf(original.Response) ?? days.Now) => FoundEvent.OfGone(row),
            _ => FoundEvent.OfPending(row),
        };
    }

    // The record was moved. If the place to which it went is known and empty even now, it was pruned there.
    private async ValueTask<FoundEvent?> PrunedAsync(EventKeyRow row, bool withBody, CancellationToken cancellationToken)
    {
        if (row.Home is null)
        {
            return null;
        }

        var moved = await EventRows.FindAsync(kept.PlaceOf(row), withBody, cancellationToken);
        return moved.State == RowState.Found ? Kept(row, moved) : FoundEvent.OfGone(row);
    }

    private FoundEvent Kept(EventKeyRow row, FoundRow found) => new(EventState.Stored)
    {
        KeyRow = row,
        Record = found.Record,
        Version = new EventVersion(kept.PlaceOf(row), found.Version) { IsKept = true, Home = row.Home, Body = found.Body },
    };
}

/// <summary>What is known of an event.</summary>
/// <param name="State">The state.</param>
internal sealed record FoundEvent(EventState State)
{
    /// <summary>An event that nothing is known of.</summary>
    public static FoundEvent Unknown { get; } = new(EventState.Unknown);

    /// <summary>The row in the key table; null if it was not read.</summary>
    public EventKeyRow? KeyRow { get; init; }

    /// <summary>The record, or what remains of it.</summary>
    public EventRecord? Record { get; init; }

    /// <summary>Where the record is, and its ETag.</summary>
    public EventVersion? Version { get; init; }

    /// <summary>An event whose record is not inserted yet.</summary>
    public static FoundEvent OfPending(EventKeyRow row) => new(EventState.Pending) { KeyRow = row };

    /// <summary>An event whose record was pruned.</summary>
    public static FoundEvent OfGone(EventKeyRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new FoundEvent(EventState.Gone) { KeyRow = row, Record = row.Tombstone };
    }
}

/// <summary>The version of a record: what a change needs to be written without a read.</summary>
/// <param name="Place">Where the record is.</param>
/// <param name="ETag">The row's ETag.</param>
internal sealed record EventVersion(EventPlace Place, ETag ETag)
{
    /// <summary>The version of what remains of a pruned event, which cannot be changed without a read.</summary>
    public static EventVersion Unread { get; } = new(default, default);

    /// <summary>Whether a record of this version can be changed without a read.</summary>
    public bool IsKnown => Place != default;

    /// <summary>Whether the record is in the table of kept events.</summary>
    public bool IsKept { get; init; }

    /// <summary>The partition in the table of kept events; null if none is known.</summary>
    public string? Home { get; init; }

    /// <summary>The copy that a move has left in the table of kept events without being committed, or null.</summary>
    public ETag? Leftover { get; init; }

    /// <summary>The body stored with the record, if this process wrote or read it: a move then needs no read.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The body stored with a record after a change, if this process wrote it.</summary>
    public ReadOnlyMemory<byte>? BodyOf(EventRecord next, ReadOnlyMemory<byte>? body) =>
        body ?? (next.BodyReference is null && !next.IsBodyGone ? Body : null);
}

/// <summary>The state of an event.</summary>
internal enum EventState
{
    /// <summary>The key table has no row.</summary>
    Unknown,

    /// <summary>The key table has a row, but the record is not inserted yet.</summary>
    Pending,

    /// <summary>The record exists.</summary>
    Stored,

    /// <summary>The record was pruned.</summary>
    Gone,
}
