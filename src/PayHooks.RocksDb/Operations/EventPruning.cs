using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Events;
using PayHooks.RocksDb.Writing;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Operations;

/// <summary>
/// Prunes in small steps through the writer, so that deliveries are committed in between. Finished events become tombstones, old tombstones
/// are deleted, and files without remaining data are dropped.
/// </summary>
/// <remarks>
/// Unfinished events would prevent files of their age from being dropped, so each is moved after the newest event about once per retention
/// period.
/// </remarks>
internal sealed class EventPruning(RocksDbStore store)
{
    private const int LeastOfRun = 10_000;
    private const int ShareOfRun = 5;

    public async Task<PruneResult> RunAsync(
        DateTimeOffset retainedSince, DateTimeOffset rememberedSince, CancellationToken cancellationToken)
    {
        var (tombstones, removed, newest) = (0, 0, 0L);
        var (mostRetired, mostForgotten) = (MostOf(Family.Events), MostOf(Family.Ids));
        var unfinished = new List<long>();
        for (byte[]? reached = []; reached is not null && tombstones < mostRetired;)
        {
            var step = await store.Writer.WriteAsync(new RetireOperation(store.Database, reached, retainedSince), cancellationToken);
            tombstones += step.Retired;
            newest = Math.Max(newest, step.NewestRetired);
            unfinished.AddRange(step.Unfinished);
            reached = step.Reached;
        }

        foreach (var numbers in unfinished.Where(number => number < newest).Chunk(RenumberOperation.MostEvents))
        {
            await store.Writer.WriteAsync(new RenumberOperation(store.Database, numbers), cancellationToken);
        }

        for (var count = ForgetOperation.MostTombstones;
            count == ForgetOperation.MostTombstones && removed < mostForgotten;
            removed += count)
        {
            count = await store.Writer.WriteAsync(new ForgetOperation(store.Database, rememberedSince), cancellationToken);
        }

        await DropFilesAsync(cancellationToken);
        return new PruneResult(tombstones, removed);
    }

    /// <summary>Drops the files that contain only deleted data.</summary>
    /// <remarks>
    /// Numbers below the lowest in the database are never used again, because numbers only increase and an event takes the number of its
    /// body. Bodies are therefore read first. If there are none, the next number may be about to be written, and nothing is dropped.
    /// </remarks>
    internal async Task DropFilesAsync(CancellationToken cancellationToken)
    {
        var (body, record) = (FirstNumber(Family.Bodies), FirstNumber(Family.Events));
        if (body is null && record is null)
        {
            return;
        }

        var first = Math.Min(body ?? long.MaxValue, record ?? long.MaxValue);
        await store.Writer.WriteAsync(new DeleteNumbersOperation(first), cancellationToken);
        DropFiles(Family.Events, first - 1);
        DropFiles(Family.Bodies, first - 1);
    }

    // Each run prunes only a share: if a wrong clock is trusted after all, there are days to notice.
    private long MostOf(Family family) => Math.Max(LeastOfRun, store.Database.EstimateKeys(family) / ShareOfRun);

    private void DropFiles(Family family, long last)
    {
        Span<byte> from = stackalloc byte[Keys.NumberLength];
        Span<byte> to = stackalloc byte[Keys.NumberLength];
        store.Database.DropFiles(family, Keys.OfNumber(from, 0), Keys.OfNumber(to, last));
    }

    private long? FirstNumber(Family family)
    {
        using var range = store.Database.Range(family);
        return range.ToFirst() ? Keys.Number(range.Key) : null;
    }
}

/// <summary>Reduces some finished events to tombstones, oldest first.</summary>
/// <param name="database">The database.</param>
/// <param name="from">The key in the list of all events where the previous step ended; empty for the first step.</param>
/// <param name="before">Only events received before this time are pruned.</param>
internal sealed class RetireOperation(Database database, byte[] from, DateTimeOffset before) : WriteOperation<RetireStep>
{
    private const int MostRetired = 100;
    private const int MostLooked = 500;

    protected override RetireStep Decide(PendingBatch batch)
    {
        var unfinished = new List<long>();
        var (looked, retired, newest) = (0, 0, 0L);
        Span<byte> first = stackalloc byte[ListKey.Length];
        Span<byte> end = stackalloc byte[ListKey.Length];

        // The list is ordered newest first, so it is read backwards from its end or from where the previous step ended.
        using var range = database.Range(
            Family.Lists,
            ListKey.WriteStart(first, ListKind.All, 0, Keys.Inverted(before.UtcTicks) + 1),
            from.Length > 0 ? from : ListKey.WriteStart(end, ListKind.All, 0, -1));
        for (var more = range.ToLast(); more; more = range.ToPrevious())
        {
            var number = ListKey.Number(range.Key);
            looked++;
            if (EventRow.RecordOf(database, number) is { } stored
                && batch.Events.Find(EventIdKey.Of(stored.Id)) is { Record: { } record } row)
            {
                if (record is { IsFinished: true, IsTombstone: false } && row.Number == number)
                {
                    batch.Events.Update(EventIdKey.Of(record.Id), row, record.ToTombstone());
                    newest = Math.Max(newest, number);
                    retired++;
                }
                else if (record.Status != EventStatus.Processing)
                {
                    unfinished.Add(number);
                }
            }

            if (retired == MostRetired || looked == MostLooked)
            {
                return new RetireStep(retired, newest, unfinished, range.Key.ToArray());
            }
        }

        return new RetireStep(retired, newest, unfinished, null);
    }
}

/// <summary>The result of a step.</summary>
/// <param name="Retired">Events that became tombstones.</param>
/// <param name="NewestRetired">The highest number of these events.</param>
/// <param name="Unfinished">The numbers of the unfinished events found.</param>
/// <param name="Reached">Where the next step continues; null if nothing is left.</param>
internal sealed record RetireStep(int Retired, long NewestRetired, IReadOnlyList<long> Unfinished, byte[]? Reached);

/// <summary>Moves some events after the newest one.</summary>
internal sealed class RenumberOperation(Database database, long[] numbers) : WriteOperation<bool>
{
    /// <summary>Maximum events per step, because their bodies are rewritten.</summary>
    public const int MostEvents = 16;

    protected override bool Decide(PendingBatch batch)
    {
        foreach (var number in numbers)
        {
            // The event may have changed since.
            if (EventRow.RecordOf(database, number) is { } stored && EventIdKey.Of(stored.Id) is var id
                && batch.Events.Find(id) is { Record: { IsTombstone: false, Status: not EventStatus.Processing } } row
                && row.Number == number)
            {
                batch.Events.Renumber(id, row);
            }
        }

        return true;
    }
}

/// <summary>Removes all records and bodies below a number in one operation; nothing refers to them any more.</summary>
internal sealed class DeleteNumbersOperation(long first) : WriteOperation<bool>
{
    protected override bool Decide(PendingBatch batch)
    {
        Span<byte> from = stackalloc byte[Keys.NumberLength];
        Span<byte> until = stackalloc byte[Keys.NumberLength];
        foreach (var family in (Family[])[Family.Events, Family.Bodies])
        {
            batch.Changes.DeleteRange(family, Keys.OfNumber(from, 0), Keys.OfNumber(until, first));
        }

        return true;
    }
}

/// <summary>Deletes some tombstones, oldest first.</summary>
internal sealed class ForgetOperation(Database database, DateTimeOffset before) : WriteOperation<int>
{
    /// <summary>Maximum tombstones per step.</summary>
    public const int MostTombstones = 500;

    protected override int Decide(PendingBatch batch)
    {
        Span<byte> start = stackalloc byte[ListKey.Length];
        Span<byte> end = stackalloc byte[ListKey.Length];
        using var range = database.Range(
            Family.Lists,
            ListKey.WriteStart(start, ListKind.Tombstone, 0, 0),
            ListKey.WriteStart(end, ListKind.Tombstone, 0, before.UtcTicks));
        var count = 0;
        for (var more = range.ToFirst(); more && count < MostTombstones; more = range.ToNext(), count++)
        {
            var id = ListKey.TombstoneId(range.Key);
            if (batch.Events.Find(id) is { Record.IsTombstone: true } row)
            {
                batch.Events.Remove(id, row);
            }
        }

        return count;
    }
}
