using System.Globalization;
using Azure;
using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// The rejected deliveries in a table for each day, which is created with its first row and dropped whole. A partition is a minute, later
/// ones first. Each instance replaces rows of its own, so a write needs no read, and one whose response was lost is repeated.
/// </summary>
internal sealed class AzureRejectionStore(AzureStoreClients clients) : IRejectionStore
{
    /// <summary>What precedes the day in the name of a table.</summary>
    public const string NamePrefix = "payhooksrejected";

    private const string DayFormat = "yyyyMMdd";
    private const string Source = "Source";
    private const string Rejections = "Rejections";
    private const int LastMinute = (24 * 60) - 1;
    private const int MostOfTransaction = 100;

    // A search for one source may have to pass many rows of others.
    private const int MostPages = 20;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(IReadOnlyList<RejectionCount> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        foreach (var minute in rows.GroupBy(row => row.Minute))
        {
            foreach (var some in minute.Chunk(MostOfTransaction))
            {
                await WriteAsync(
                    TableOf(minute.Key),
                    some.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Entity(row))),
                    cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RejectionCount>> ListAsync(
        string? source, DateTimeOffset since, int limit, CancellationToken cancellationToken)
    {
        List<RejectionCount> rows = [];
        var filter = source is null ? null : TableClient.CreateQueryFilter($"Source eq {source}");
        var pages = 0;
        foreach (var day in (await DaysAsync(cancellationToken)).Where(day => day >= since.UtcDateTime.Date).OrderDescending())
        {
            var query = TableOf(day).QueryAsync<TableEntity>(filter, Math.Min(limit, 1000), cancellationToken: cancellationToken);
            try
            {
                await foreach (var page in query.AsPages())
                {
                    rows.AddRange(page.Values.Select(Read).Where(row => row.Minute >= since));
                    if (rows.Count >= limit || ++pages >= MostPages)
                    {
                        return [.. rows.Take(limit)];
                    }
                }
            }
            catch (RequestFailedException e) when (StorageFault.IsTableMissing(e))
            {
                // Dropped meanwhile.
            }
        }

        return rows;
    }

    /// <inheritdoc/>
    public async ValueTask PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        foreach (var day in (await DaysAsync(cancellationToken)).Where(day => day < before.UtcDateTime.Date))
        {
            try
            {
                await TableOf(day).DeleteAsync(cancellationToken);
            }
            catch (RequestFailedException e) when (StorageFault.IsTableMissing(e))
            {
                // Another run dropped it.
            }
        }
    }

    private static async Task WriteAsync(
        TableClient table, IEnumerable<TableTransactionAction> rows, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync(rows, cancellationToken);
        }
        catch (RequestFailedException e) when (StorageFault.IsTableMissing(e))
        {
            await table.CreateIfNotExistsAsync(cancellationToken);
            await table.SubmitTransactionAsync(rows, cancellationToken);
        }
    }

    private async Task<List<DateTime>> DaysAsync(CancellationToken cancellationToken)
    {
        List<DateTime> days = [];
        var prefix = clients.Prefix + NamePrefix;
        var filter = TableClient.CreateQueryFilter($"TableName ge {prefix + "0"} and TableName lt {prefix + ":"}");
        await foreach (var table in clients.Tables.QueryAsync(filter, cancellationToken: cancellationToken))
        {
            if (DateTime.TryParseExact(
                table.Name[prefix.Length..], DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                days.Add(day);
            }
        }

        return days;
    }

    private TableClient TableOf(DateTimeOffset minute) => TableOf(minute.UtcDateTime);

    private TableClient TableOf(DateTime day) =>
        clients.Tables.GetTableClient(clients.Prefix + NamePrefix + day.ToString(DayFormat, CultureInfo.InvariantCulture));

    // The source is a property of its own, so that the service can filter by it.
    private static TableEntity Entity(RejectionCount row)
    {
        var minute = LastMinute - (int)row.Minute.UtcDateTime.TimeOfDay.TotalMinutes;
        return new TableEntity(minute.ToString("D4", CultureInfo.InvariantCulture), row.Key)
        {
            [Source] = row.Source,
            [Rejections] = row.ToJson(),
        };
    }

    private static RejectionCount Read(TableEntity row) => RejectionCount.FromJson(row.GetBinary(Rejections));
}
