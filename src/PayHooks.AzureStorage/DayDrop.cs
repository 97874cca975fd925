using Azure;
using Azure.Data.Tables;

namespace PayHooks.AzureStorage;

/// <summary>Drops the table of a day with its bodies. Every step can be repeated; the table goes last, so that none is lost.</summary>
internal sealed class DayDrop(DayTables days, TableClient kept, AzureBodyStore bodies)
{
    /// <summary>Drops a table if it has existed for the retention, by the service's clock.</summary>
    /// <param name="day">The table.</param>
    /// <param name="isLast">Whether the day has no other table: its bodies then go too.</param>
    /// <param name="retainedSince">The start of the retention.</param>
    /// <param name="cancellationToken">Cancels the run; the next one repeats it.</param>
    /// <returns>Whether it was dropped.</returns>
    public async ValueTask<bool> RunAsync(
        DayTable day, bool isLast, DateTimeOffset retainedSince, CancellationToken cancellationToken)
    {
        try
        {
            return await TryRunAsync(day, isLast, retainedSince, cancellationToken);
        }
        catch (RequestFailedException e) when (StorageFault.IsTableMissing(e))
        {
            // An earlier run has dropped it, and the service has not finished.
            return true;
        }
    }

    private async ValueTask<bool> TryRunAsync(
        DayTable day, bool isLast, DateTimeOffset retainedSince, CancellationToken cancellationToken)
    {
        if (await days.CreatedAtAsync(day, cancellationToken) is not { } createdAt)
        {
            // The process that created the table was killed; its age counts from now.
            await days.MarkAsync(day, cancellationToken);
            return false;
        }

        if (createdAt > retainedSince)
        {
            return false;
        }

        await RemoveLeftoversAsync(day, cancellationToken);
        if (isLast)
        {
            await bodies.DeleteDayAsync(day.Date, cancellationToken);
        }

        await days.DropAsync(day, cancellationToken);
        return true;
    }

    // Copies of moves that were never committed: without the original, they would count.
    private async ValueTask RemoveLeftoversAsync(DayTable day, CancellationToken cancellationToken)
    {
        var first = TableKeys.KeptDay(day.Start);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey ge {first} and PartitionKey lt {TableKeys.AfterKeptDay(first)} and Settled eq {false}");
        await foreach (var row in kept.QueryAsync<TableEntity>(
            filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            var original = days.PlaceOf(day, TableKeys.TimeOf(row.RowKey), TableKeys.IdOf(row.RowKey));
            if ((await EventRows.FindAsync(original, withBody: false, cancellationToken)).State == RowState.Found)
            {
                await RowRemoval.RemoveAsync(kept, [row], cancellationToken);
            }
        }
    }
}
