using Azure;
using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// The rows of events in the key table. A row is inserted first and outlives the record, so that a repeat is recognized during the whole
/// deduplication window.
/// </summary>
internal sealed class EventKeyRows(TableClient table)
{
    /// <summary>The column with the place of a record that is not in the table of its day.</summary>
    public const string Home = "Home";

    /// <summary>The column with the time at which the event was received.</summary>
    public const string ReceivedAt = "ReceivedAt";

    private const string Holder = "Holder";
    private const string Day = "Day";
    private const string BodyHash = "BodyHash";
    private const string Provider = "Provider";
    private const string Type = "Type";
    private const string Level = "Verification";
    private const string Status = "Status";
    private const string ErasedAt = "ErasedAt";
    private const string Late = "Late";
    private const string LateConflicts = "LateConflicts";

    /// <summary>Reads the row of an event; null if there is none.</summary>
    public async ValueTask<EventKeyRow?> FindAsync(EventKey key, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(
            TableKeys.Partition(key), TableKeys.KeyRow(key.Id), cancellationToken: cancellationToken);
        return found.HasValue ? Read(key, found.Value!) : null;
    }

    /// <summary>Inserts the row of a new event; fails with a conflict if there is one.</summary>
    /// <param name="record">The first record.</param>
    /// <param name="day">The table of its day, or null if the record is kept from the start.</param>
    /// <param name="home">The partition in the table of kept events, or null.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<EventKeyRow> InsertAsync(EventRecord record, DayTable? day, string? home, CancellationToken cancellationToken)
    {
        var entity = EntityOf(record.Key);
        entity[Holder] = record.Holder ?? "";
        entity[ReceivedAt] = record.ReceivedAt.ToUniversalTime();
        entity[Day] = day?.Suffix;
        entity[Home] = home;
        entity[Provider] = record.Provider;
        Summarize(entity, record);
        var response = await table.AddEntityAsync(entity, cancellationToken);
        return new EventKeyRow
        {
            Key = record.Key,
            Holder = record.Holder ?? "",
            Day = day,
            Home = home,
            Version = response.Headers.ETag!.Value,
            Tombstone = record.ToTombstone(),
        };
    }

    /// <summary>Sets the partition in the table of kept events.</summary>
    public async ValueTask SetHomeAsync(EventKey key, string home, CancellationToken cancellationToken)
    {
        var entity = EntityOf(key);
        entity[Home] = home;
        await table.UpdateEntityAsync(entity, ETag.All, TableUpdateMode.Merge, cancellationToken);
    }

    /// <summary>Updates what remains of an event when its record is gone.</summary>
    public async ValueTask SummarizeAsync(EventRecord record, CancellationToken cancellationToken)
    {
        var entity = EntityOf(record.Key);
        Summarize(entity, record);
        await table.UpdateEntityAsync(entity, ETag.All, TableUpdateMode.Merge, cancellationToken);
    }

    /// <summary>Whether a change concerns what remains of an event when its record is gone.</summary>
    public static bool ConcernsSummary(EventRecord current, EventRecord next) =>
        current.BodyHash != next.BodyHash || current.Verification != next.Verification || current.ErasedAt != next.ErasedAt;

    /// <summary>Counts repeats that arrived after pruning, if the row is unchanged; otherwise fails with a conflict.</summary>
    public async ValueTask<EventKeyRow> CountAsync(EventKeyRow seen, EventRecord tombstone, CancellationToken cancellationToken)
    {
        var entity = EntityOf(seen.Key);
        entity[Late] = tombstone.Deliveries - 1;
        entity[LateConflicts] = tombstone.Conflicts;
        var response = await table.UpdateEntityAsync(entity, seen.Version, TableUpdateMode.Merge, cancellationToken);
        return seen with { Tombstone = tombstone, Version = response.Headers.ETag!.Value };
    }

    private static TableEntity EntityOf(EventKey key) => new(TableKeys.Partition(key), TableKeys.KeyRow(key.Id));

    private static void Summarize(TableEntity entity, EventRecord record)
    {
        entity[BodyHash] = record.BodyHash;
        entity[Type] = record.Facts.Type;
        entity[Level] = (int)record.Verification;
        if (record.ErasedAt is { } erasedAt)
        {
            entity[ErasedAt] = erasedAt.ToUniversalTime();
            entity[Status] = EventStatusText.Of(record.Status);
        }
    }

    private static EventKeyRow Read(EventKey key, TableEntity entity) => new()
    {
        Key = key,
        Holder = entity.GetString(Holder) ?? "",
        Day = DayTable.Parse(entity.GetString(Day)),
        Home = entity.GetString(Home),
        Version = entity.ETag,
        Tombstone = new EventRecord
        {
            Id = key.Id,
            Source = key.Source,
            Provider = entity.GetString(Provider) ?? "",
            Facts = new EventFacts { Type = entity.GetString(Type) ?? EventTypes.Unrecognised },
            Verification = (VerificationLevel)(entity.GetInt32(Level) ?? 0),
            ReceivedAt = entity.GetDateTimeOffset(ReceivedAt)!.Value,
            Status = EventStatusText.Parse(entity.GetString(Status)) ?? EventStatus.Completed,
            Holder = entity.GetString(Holder),
            Deliveries = 1 + (entity.GetInt32(Late) ?? 0),
            Conflicts = entity.GetInt32(LateConflicts) ?? 0,
            BodyHash = entity.GetString(BodyHash),
            IsTombstone = true,
            ErasedAt = entity.GetDateTimeOffset(ErasedAt),
        },
    };
}

/// <summary>The row of an event in the key table.</summary>
internal sealed record EventKeyRow
{
    /// <summary>The event.</summary>
    public required EventKey Key { get; init; }

    /// <summary>The delivery that created the event and alone inserts its record; empty if any message may.</summary>
    public required string Holder { get; init; }

    /// <summary>The table in which the record was inserted; null if it was kept from the start.</summary>
    public DayTable? Day { get; init; }

    /// <summary>The partition in the table of kept events to which the record was, or is being, moved; null if it was not.</summary>
    public string? Home { get; init; }

    /// <summary>The row's ETag.</summary>
    public ETag Version { get; init; }

    /// <summary>What the row still says about the event when its record is gone.</summary>
    public required EventRecord Tombstone { get; init; }

    /// <summary>When the event was received.</summary>
    public DateTimeOffset ReceivedAt => Tombstone.ReceivedAt;

    /// <summary>Whether a message with this holder id may insert the record.</summary>
    public bool IsHeldBy(string? holder) => Holder.Length == 0 || Holder == holder;
}
