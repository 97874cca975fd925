using Azure.Data.Tables;
using PayHooks.Payments;

namespace PayHooks.AzureStorage;

/// <summary>Removes payments and references by the time of their last event, and old flags.</summary>
internal sealed class PaymentPruning(KeySweep sweep, TableClient state, string flagPartition)
{
    /// <summary>The column with the time at which a row's newest event was received.</summary>
    public const string LastEventAt = "LastEventAt";

    // Rows of payments and references: those of events sort before both.
    private static readonly string Rows = $"RowKey ge '{TableKeys.AfterLastEvent}'";

    /// <summary>Removes rows older than a given time.</summary>
    /// <returns>The number of rows removed.</returns>
    public async ValueTask<int> RunAsync(DateTimeOffset rememberedSince, IReadOnlySet<string> kept, CancellationToken cancellationToken)
    {
        await RemoveFlagsAsync(flag => flag.At < rememberedSince, cancellationToken);
        return await sweep.RunAsync(
            Rows + TableClient.CreateQueryFilter($" and LastEventAt lt {rememberedSince.ToUniversalTime()}"),
            [],
            rows => ValueTask.FromResult(rows.Where(row => !kept.Contains(HashOf(row)))),
            cancellationToken);
    }

    /// <summary>Removes flags from the list.</summary>
    public async ValueTask RemoveFlagsAsync(Func<RaisedFlag, bool> isOver, CancellationToken cancellationToken)
    {
        await foreach (var row in state.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {flagPartition}"), cancellationToken: cancellationToken))
        {
            if (isOver(SubjectJson.ReadFlag(row.GetBinary("Flag"))))
            {
                await state.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
            }
        }
    }

    // After "s:" or "r:".
    private static string HashOf(TableEntity row) => row.RowKey[(row.RowKey.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
