using Azure;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>
/// What the index needs around one write of a record. The two tables share no transaction, so the order makes it safe: a
/// process that dies in between leaves a row too many, never an event that no list shows.
/// </summary>
internal sealed class EventWrite(EventRecord? current, EventRecord next)
{
    private readonly bool isClaim = next.Status == EventStatus.Processing && (current is null || next.Generation > current.Generation);
    private readonly bool changesType = current is not null && current.Facts.Type != next.Facts.Type;
    private readonly bool becomesDead = IsDead(next) && !IsDead(current);
    private readonly bool leavesDead = IsDead(current) && !IsDead(next);

    /// <summary>Whether a record that was read back shows this write.</summary>
    public bool IsApplied(EventRecord stored) => stored.Generation == next.Generation && stored.Owner == next.Owner
        && stored.Status == next.Status && stored.IsTombstone == next.IsTombstone && stored.ErasedAt == next.ErasedAt;

    /// <summary>What must be there before the record says so.</summary>
    public async Task BeforeAsync(EventIndex index, CancellationToken cancellationToken)
    {
        if (becomesDead)
        {
            await index.AddDeadAsync(next, cancellationToken);
        }

        // Finished from the start: nothing would make up for a missing row later. A row holds the type.
        if ((current is null && !isClaim) || changesType)
        {
            await index.AddAsync(next, cancellationToken);
        }
    }

    /// <summary>
    /// What must be there before handlers run. After the record, because until it is inserted another delivery may decide
    /// when the event was received, and that is part of the row's key. A failure costs the claim: the next one writes the row.
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
                // A row too many: lists ask the record, and pruning takes it away.
            }
        }
    }

    private static bool IsDead(EventRecord? record) => record is { IsDeadLetter: true };
}
