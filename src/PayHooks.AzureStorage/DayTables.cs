using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;

namespace PayHooks.AzureStorage;

/// <summary>
/// The tables of the days. A day closes for inserts when the retention of its first event ends and can be dropped a day later, when that of
/// its last one has ended. A table is never created for a closed day.
/// </summary>
internal sealed class DayTables(AzureStoreClients clients, AzureLedgerOptions options)
{
    private const string Marker = "marker";

    private readonly ConcurrentDictionary<string, TableClient> tables = new(StringComparer.Ordinal);

    /// <summary>The current time of this machine.</summary>
    public DateTimeOffset Now => options.Time.GetUtcNow();

    /// <summary>The service's clock.</summary>
    public ServiceClock Clock => options.Clock;

    /// <summary>The table for an event received at a time.</summary>
    public DayTable Of(DateTimeOffset receivedAt) => DayTable.Of(receivedAt, options.Shards);

    /// <summary>Whether a day is closed for inserts.</summary>
    public bool IsClosed(DayTable day, DateTimeOffset now) => day.Start <= now - options.Retention;

    /// <summary>
    /// Whether a table that does not exist was dropped. The tables of the last days are created ahead; an older one may have been dropped
    /// when the retention was shorter.
    /// </summary>
    public bool WasDropped(DayTable day, DateTimeOffset now) => IsClosed(day, now) || day.End.AddDays(1) <= now;

    /// <summary>The client of a table.</summary>
    public TableClient ClientOf(DayTable day) => tables.GetOrAdd(day.Suffix, suffix =>
    {
        // Forgets the tables of past months.
        if (tables.Count > 1000)
        {
            tables.Clear();
        }

        return clients.Tables.GetTableClient(clients.Prefix + DayTable.NamePrefix + suffix);
    });

    /// <summary>Where an event's record is.</summary>
    public EventPlace PlaceOf(DayTable day, DateTimeOffset receivedAt, string eventId) =>
        new(ClientOf(day), day.PartitionOf(eventId), TableKeys.Row(receivedAt, eventId));

    /// <summary>Creates the tables of today and tomorrow, so that the first event after midnight does not wait for one.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Ahead(Now).Select(day => CreateAsync(day, cancellationToken)));

    /// <summary>The tables that must exist at a time: those of this day and the next.</summary>
    public DayTable[] Ahead(DateTimeOffset now) => [Of(now), Of(now.AddDays(1))];

    /// <summary>Creates a table with its marker row, whose timestamp is the time of creation by the service's clock.</summary>
    public async Task CreateAsync(DayTable day, CancellationToken cancellationToken)
    {
        await ClientOf(day).CreateIfNotExistsAsync(cancellationToken);
        await MarkAsync(day, cancellationToken);
    }

    /// <summary>When a table was created, by the service's clock; null if the marker row is missing.</summary>
    public async Task<DateTimeOffset?> CreatedAtAsync(DayTable day, CancellationToken cancellationToken)
    {
        var marker = await ClientOf(day).GetEntityIfExistsAsync<TableEntity>(Marker, Marker, cancellationToken: cancellationToken);
        return marker.HasValue ? options.Clock.CreatedAt(day, marker.Value!) : null;
    }

    /// <summary>Writes the marker row if it is missing.</summary>
    public async Task MarkAsync(DayTable day, CancellationToken cancellationToken)
    {
        try
        {
            await ClientOf(day).AddEntityAsync(new TableEntity(Marker, Marker), cancellationToken);
        }
        catch (RequestFailedException e) when (StorageFault.IsConflict(e))
        {
            // The row is there.
        }
    }

    /// <summary>The existing tables, oldest first, and the service's time.</summary>
    public async Task<(List<DayTable> Tables, DateTimeOffset? At)> ListAsync(CancellationToken cancellationToken)
    {
        List<DayTable> found = [];
        DateTimeOffset? at = null;
        var prefix = clients.Prefix + DayTable.NamePrefix;
        var filter = TableClient.CreateQueryFilter($"TableName ge {prefix + "0"} and TableName lt {prefix + ":"}");
        await foreach (var page in clients.Tables.QueryAsync(filter, cancellationToken: cancellationToken).AsPages())
        {
            at = options.Clock.TimeOf(page.GetRawResponse());
            found.AddRange(page.Values.Select(table => DayTable.Parse(table.Name[prefix.Length..])).OfType<DayTable>());
        }

        return ([.. found.OrderBy(table => table.Date).ThenBy(table => table.Shards)], at);
    }

    /// <summary>Drops a table.</summary>
    public async Task DropAsync(DayTable day, CancellationToken cancellationToken)
    {
        try
        {
            await ClientOf(day).DeleteAsync(cancellationToken);
        }
        catch (RequestFailedException e) when (StorageFault.IsTableMissing(e))
        {
            // It is gone, or being deleted.
        }
    }
}

/// <summary>Where a record is.</summary>
/// <param name="Table">The table.</param>
/// <param name="Partition">The partition key.</param>
/// <param name="Row">The row key.</param>
internal readonly record struct EventPlace(TableClient Table, string Partition, string Row);
