using System.Globalization;
using Azure;
using Azure.Data.Tables;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>The audit entries in a table for each month, which is created with its first entry and dropped whole.</summary>
internal sealed class AzureAuditStore(AzureStoreClients clients) : IAuditStore
{
    /// <summary>What precedes the month in the name of a table.</summary>
    public const string NamePrefix = "payhooksaudit";

    private const string MonthFormat = "yyyyMM";
    private const string Partition = "audit";
    private const string Entry = "Entry";
    private const int MostOfPage = 1000;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var table = TableOf(entry.At.UtcDateTime);
        var row = new TableEntity(Partition, entry.Id) { [Entry] = entry.ToJson() };
        try
        {
            await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException e) when (StorageFault.IsTableMissing(e))
        {
            await table.CreateIfNotExistsAsync(cancellationToken);
            await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AuditEntry>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        List<AuditEntry> entries = [];
        var newest = after is null ? DateTime.MaxValue : AuditEntry.TimeOf(after).UtcDateTime;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey gt {after ?? ""}");
        foreach (var month in (await MonthsAsync(cancellationToken)).Where(month => month <= newest).OrderDescending())
        {
            var query = TableOf(month).QueryAsync<TableEntity>(filter, Math.Min(limit, MostOfPage), cancellationToken: cancellationToken);
            try
            {
                await foreach (var page in query.AsPages())
                {
                    entries.AddRange(page.Values.Take(limit - entries.Count).Select(row => AuditEntry.FromJson(row.GetBinary(Entry))));
                    if (entries.Count >= limit)
                    {
                        return entries;
                    }
                }
            }
            catch (RequestFailedException e) when (StorageFault.IsTableMissing(e))
            {
                // Dropped meanwhile.
            }
        }

        return entries;
    }

    /// <inheritdoc/>
    public async ValueTask PruneAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        foreach (var month in (await MonthsAsync(cancellationToken)).Where(month => month.AddMonths(1) <= before.UtcDateTime))
        {
            try
            {
                await TableOf(month).DeleteAsync(cancellationToken);
            }
            catch (RequestFailedException e) when (StorageFault.IsTableMissing(e))
            {
                // Another run dropped it.
            }
        }
    }

    private async Task<List<DateTime>> MonthsAsync(CancellationToken cancellationToken)
    {
        List<DateTime> months = [];
        var prefix = clients.Prefix + NamePrefix;
        var filter = TableClient.CreateQueryFilter($"TableName ge {prefix + "0"} and TableName lt {prefix + ":"}");
        await foreach (var table in clients.Tables.QueryAsync(filter, cancellationToken: cancellationToken))
        {
            if (DateTime.TryParseExact(
                table.Name[prefix.Length..], MonthFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
            {
                months.Add(month);
            }
        }

        return months;
    }

    private TableClient TableOf(DateTime month) =>
        clients.Tables.GetTableClient(clients.Prefix + NamePrefix + month.ToString(MonthFormat, CultureInfo.InvariantCulture));
}
