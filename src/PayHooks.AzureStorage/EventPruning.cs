using Azure;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// Prunes day by day using the index. Every step is idempotent: after a crash, the next run finishes the work. Records that change
/// meanwhile are also left to the next run.
/// </summary>
internal sealed class EventPruning(EventIndex index, EventRows rows, IBodyStore bodies)
{
    private const int PageSize = 1000;

    // A low number, because deliveries need the account's throughput.
    private const int AtOnce = 8;

    /// <summary>A dead-letter row is written before its record; a row older than this without such a record is obsolete.</summary>
    public TimeSpan LeftOver { get; init; } = TimeSpan.FromHours(1);

    public async ValueTask<PruneResult> RunAsync(DateTimeOffset retainedSince, DateTimeOffset rememberedSince,
        CancellationToken cancellationToken)
    {
        var tombstones = await CountAsync(
            index.BehindAsync(
                TableKeys.Day(retainedSince), TableKeys.RowAfter(retainedSince), TableKeys.AfterLastDay, null, PageSize, cancellationToken),
            RetireAsync,
            cancellationToken);
        var removed = await CountAsync(
            index.BehindAsync(
                TableKeys.Past(rememberedSince), TableKeys.RowAfter(rememberedSince), TableKeys.AfterLastPast, null, PageSize,
                    cancellationToken),
            ForgetAsync,
            cancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        await CountAsync(
            index.PartitionAsync(TableKeys.Dead, null, null, PageSize, cancellationToken).Where(row => now - row.WrittenAt > LeftOver),
            TidyDeadAsync,
            cancellationToken);
        return new PruneResult(tombstones, removed);
    }

    // Reduces a completed or erased event to a tombstone: writes its tombstone row, then removes the blob, the body and the row of its day.
    private async ValueTask<bool> RetireAsync(IndexRow row, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(row.Event, cancellationToken) is not { } seen || !row.IsOf(seen.Record))
        {
            await index.RemoveAsync(row, cancellationToken);
            return false;
        }

        if (seen.Record.IsTombstone)
        {
            await index.AddPastAsync(seen.Record, cancellationToken);
            await index.RemoveAsync(row, cancellationToken);
            return false;
        }

        if (seen.Record.IsDeadLetter)
        {
            // Restores a row that a late removal has deleted.
            await index.AddDeadAsync(seen.Record, cancellationToken);
        }

        if (!seen.Record.IsFinished)
        {
            return false;
        }

        await index.AddPastAsync(seen.Record, cancellationToken);

        // Before the record, which holds the only copy of the blob's name.
        if (seen.Record.BodyReference is { } reference)
        {
            await bodies.DeleteAsync(reference, cancellationToken);
        }

        await rows.WriteAsync(seen, seen.Record.ToTombstone(), null, cancellationToken);
        await index.RemoveAsync(row, cancellationToken);
        return true;
    }

    private async ValueTask<bool> ForgetAsync(IndexRow row, CancellationToken cancellationToken)
    {
        var seen = await rows.FindAsync(row.Event, cancellationToken);
        var isTombstone = seen is { Record.IsTombstone: true } && row.IsOf(seen.Record);
        if (isTombstone)
        {
            await rows.RemoveAsync(seen!, cancellationToken);
        }

        await index.RemoveAsync(row, cancellationToken);
        return isTombstone;
    }

    private async ValueTask<bool> TidyDeadAsync(IndexRow row, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync(row.Event, cancellationToken) is not { Record: { IsDeadLetter: true } record } || !row.IsOf(record))
        {
            await index.RemoveAsync(row, cancellationToken);
        }

        return true;
    }

    private static async Task<int> CountAsync(
        IAsyncEnumerable<IndexRow> found, Func<IndexRow, CancellationToken, ValueTask<bool>> step, CancellationToken cancellationToken)
    {
        var count = 0;
        await Parallel.ForEachAsync(found, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (row, token) =>
        {
            try
            {
                if (await step(row, token))
                {
                    Interlocked.Increment(ref count);
                }
            }
            catch (RequestFailedException e) when (StorageFault.IsConflict(e))
            {
                // The record changed meanwhile.
            }
        });
        return count;
    }
}
