using Azure;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// The index updates for one write of a record. The two tables share no transaction; the order of the writes ensures that a process that
/// dies in between leaves an extra row, never an event missing from the lists.
/// </summary>
internal sealed class EventWrite(EventRecord? current, EventRecord next)
{
    private readonly bool isClaim = next.Status == EventStatus.Processing && (current is null || next.Generation > current.Generation);
    private readonly bool changesType = current is not null && current.Facts.Type != next.Facts.Type;
    private readonly bool becomesDead = IsDead(next) && !IsDead(current);
    private readonly bool leavesDead = IsDead(current) && !IsDead(next);

    /// <summary>Whether a record that was read back contains this write.</summary>
    public bool IsApplied(EventRecord stored) => stored.Generation == next.Generation && stored.Owner == next.Owner
        && stored.Status == next.Status && stored.IsTombstone == next.IsTombstone && stored.ErasedAt == next.ErasedAt;

    /// <summary>Writes the rows that must exist before the record is written.</summary>
    public async Task BeforeAsync(EventIndex index, CancellationToken cancellationToken)
    {
        if (becomesDead)
        {
            await index.AddDeadAsync(next, cancellationToken);
        }

        // The event is finished from the start, so a missing row would never be added later; or its type, which the row contains, changes.
        if ((current is null && !isClaim) || changesType)
        {
            await index.AddAsync(next, cancellationToken);
        }
    }

    /// <summary>
    /// Writes the rows that must exist before handlers run. This must follow the record: until it is inserted, another delivery may
    /// determine the time received, which is part of the row's key. If this fails, so does the claim, and the next claim writes the row.
    /// </summary>
    public async Task AfterAsync(EventIndex index, CancellationToken cancellationToken)
    {
        if (isClaim)
        {
            await index.AddAsync(next, cancellationToken);
        }

        if (leavesDead)
        {
            try
            {
                await index.RemoveDeadAsync(current!, cancellationToken);
            }
            catch (Exception e) when (e is RequestFailedException || StorageFault.IsUncertain(e, cancellationToken))
            {
                // An extra row does no harm: lists check the record, and pruning removes the row.
            }
        }
    }

    private static bool IsDead(EventRecord? record) => record is { IsDeadLetter: true };
}
