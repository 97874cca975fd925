using PayHooks.Pauses;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Operations.Jobs;

/// <summary>Requeues the events of pauses that are over.</summary>
/// <remarks>
/// An event's message ended when the event became paused; a new one continues its claim's generation, so that of several messages for the
/// same wait only one claims it.
/// </remarks>
internal sealed class PauseEndJob(PauseStore pauses, IEventLedger ledger, IEventQueue queue, TimeProvider time) : IJob
{
    private const int PageSize = 100;

    /// <inheritdoc/>
    public async ValueTask<bool> HasWorkAsync(CancellationToken cancellationToken) => await FindAsync(cancellationToken) is not null;

    /// <inheritdoc/>
    public async ValueTask<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } row)
        {
            return false;
        }

        // Recorded first: from now on no worker lets an event wait for it, whatever its clock says.
        var pause = row.Pause;
        if (pause.ResumedAt is null)
        {
            pause = pause with { ResumedAt = time.GetUtcNow() };
            if (await pauses.ChangeAsync(row, pause, cancellationToken) is not { } changed)
            {
                return true;
            }

            row = changed;
        }

        var page = await ledger.ListAsync(
            new EventQuery
            {
                Status = EventStatus.Paused,
                Source = pause.Kind == PauseKind.Source ? pause.Name : null,
                Cursor = pause.Cursor,
                Limit = PageSize,
            },
            cancellationToken);
        foreach (var record in page.Events.Where(record => record.PausedBy?.Contains(pause.Key) == true))
        {
            await RequeueAsync(record, cancellationToken);
        }

        if (page.Cursor is null)
        {
            await pauses.RemoveAsync(row, cancellationToken);
        }
        else
        {
            await pauses.ChangeAsync(row, pause with { Cursor = page.Cursor }, cancellationToken);
        }

        return true;
    }

    private async ValueTask<PauseRow?> FindAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return (await pauses.ListAsync(cancellationToken)).FirstOrDefault(row => !row.Pause.IsActive(now));
    }

    private async ValueTask RequeueAsync(EventRecord record, CancellationToken cancellationToken)
    {
        var message = new RetryMessage
        {
            Source = record.Source,
            DueAt = time.GetUtcNow(),
            EventId = record.Id,
            Generation = record.Generation,
        };
        await queue.EnqueueAsync(MessageSerializer.Write(message, queue.TakesBytes), TimeSpan.Zero, cancellationToken);
    }
}
