using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>
/// Starts a new run of a dead event when the provider reports it again: a resend, or another notice of the same change, suggests that the
/// payment may still be waiting for it. At most once an hour, so that notices cannot keep a broken handler busy.
/// </summary>
internal sealed class DeadEventReruns(IEventQueue queue, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Enqueues a replay, unless the event is not dead or has run within the hour.</summary>
    /// <param name="record">The dead event.</param>
    /// <param name="causeId">The delivery or event that causes the rerun; the same cause starts only one run.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask StartAsync(EventRecord record, string causeId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!record.IsDeadLetter || now - LastRun(record) < Interval)
        {
            return;
        }

        var replay = new ReplayMessage { Source = record.Source, DueAt = now, EventId = record.Id, ReplayId = $"rpl_{causeId}" };
        await queue.EnqueueAsync(MessageSerializer.Write(replay, queue.TakesBytes), TimeSpan.Zero, cancellationToken);
    }

    private static DateTimeOffset LastRun(EventRecord record)
    {
        var last = record.AttemptLog.Count > 0 ? record.AttemptLog[^1].At : record.ReceivedAt;
        return record.Replays is [.., { At: var replayed }] && replayed > last ? replayed : last;
    }
}
