using PayHooks.Storage;

namespace PayHooks.Processing.Protocol;

/// <summary>
/// The claim table decides who may run an event's handlers. Every message that reaches the processor goes through it. It decides from the
/// record and the message alone, so it is the same on every ledger.
/// </summary>
/// <remarks>
/// A claim is leased and fenced by (owner, generation). The message that a claim was made from stays in the queue while the claim is
/// active. Another delivery may therefore be completed at once, while the holder's own message is requeued. When an event becomes paused,
/// the holder's message ends only after the pause was found to last. If it returns, its process was killed before that, and it claims
/// again.
/// </remarks>
internal static class ClaimTable
{
    /// <summary>The tolerance for clock differences between machines when leases are compared.</summary>
    public static readonly TimeSpan ClockMargin = TimeSpan.FromSeconds(30);

    /// <summary>An event whose claim holders crashed more often than this becomes dead: it probably crashes the process.</summary>
    public const int MaxCrashes = 5;

    /// <summary>Decides what to do with a message. Pure; called again after a conflict or a lost response.</summary>
    public static LedgerDecision<ClaimResult> Decide(EventRecord? current, ClaimRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (current is null)
        {
            return request.Message is DeliveryMessage delivery
                ? Claim(request.NewRecord!.WithDelivery(delivery, request.NewRecord!), request, delivery.Body.Inline)
                : Drop("the event is not known");
        }

        if (current.Owner == request.Owner)
        {
            // Our own write, whose response was lost.
            return new(new ClaimResult(current.Status == EventStatus.Dead ? ClaimOutcome.DeadLettered : ClaimOutcome.Claimed));
        }

        return request.Message switch
        {
            DeliveryMessage delivery => OfDelivery(current, delivery, request),
            RetryMessage { IsGuard: true } guard => OfGuard(current, guard, request),
            RetryMessage retry => OfRetry(current, retry, request),
            ReplayMessage replay => OfReplay(current, replay, request),
            _ => throw new InvalidOperationException($"No such message: {request.Message.GetType().Name}."),
        };
    }

    private static LedgerDecision<ClaimResult> OfDelivery(EventRecord current, DeliveryMessage delivery, ClaimRequest request)
    {
        var isHolder = current.Holder == delivery.HolderId;
        var counted = current.WithDelivery(delivery, request.NewRecord!);
        var raises = request.NewRecord!.Verification > current.Verification && !current.IsBodyGone;
        if (current.Status == EventStatus.Processing)
        {
            if (LeaseIsOver(current, request))
            {
                return raises
                    ? TakeOver(counted.RaisedBy(request.NewRecord), request, delivery.Body.Inline)
                    : TakeOver(counted, request);
            }

            // A better verified delivery waits until the run ends: different handlers may accept it.
            if (isHolder || raises)
            {
                return PutBack(current, request.Now);
            }
        }
        else if (raises)
        {
            var raised = counted.RaisedBy(request.NewRecord) with { ReplayId = null, RunAttempts = 0, Crashes = 0 };
            return Claim(raised, request, delivery.Body.Inline);
        }
        else if (isHolder && current.Status == EventStatus.Paused)
        {
            return Claim(current, request);
        }
        else if (isHolder)
        {
            return current.IsTombstone ? DeadLetterUnknown(request) : Drop("its claim has ended");
        }

        return new(
            new ClaimResult(ClaimOutcome.Duplicate) { IsConflict = counted.Conflicts > current.Conflicts },
            ReferenceEquals(counted, current) ? null : counted);
    }

    // Only a store that keeps the holder of a pruned event gets here. The message has waited longer than the retention, so nothing is known
    // of what became of it: running the handlers again could do harm, and so could discarding the event.
    private static LedgerDecision<ClaimResult> DeadLetterUnknown(ClaimRequest request)
    {
        var (delivery, record) = ((DeliveryMessage)request.Message, request.NewRecord!);
        return new(
            new ClaimResult(ClaimOutcome.DeadLettered),
            record.WithDelivery(delivery, record) with
            {
                Status = EventStatus.Dead,
                Generation = 1,
                Owner = request.Owner,
                Holder = delivery.HolderId,
                LastError = $"Accepted on {delivery.ReceivedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC, outcome unknown: the event waited longer "
                    + "than the retention and its record was pruned. Check whether its work was done, then replay or erase it.",
            },
            delivery.Body.Inline);
    }

    private static LedgerDecision<ClaimResult> OfRetry(EventRecord current, RetryMessage retry, ClaimRequest request)
    {
        var isHolder = current.Holder == retry.HolderId;
        var isCurrent = current.Generation == retry.Generation;
        return current switch
        {
            { IsTombstone: true } => Drop("the event is finished"),
            { Status: EventStatus.Processing } when isHolder || isCurrent =>
                LeaseIsOver(current, request) ? TakeOver(current, request) : PutBack(current, request.Now),
            { Status: EventStatus.Retrying } when isCurrent => Claim(current, request),
            { Status: EventStatus.Paused } when isHolder || isCurrent => Claim(current, request),
            _ => Drop("a newer claim has replaced this retry"),
        };
    }

    // Only a run that has not ended: a retry that waits has a message of its own and is not due yet.
    private static LedgerDecision<ClaimResult> OfGuard(EventRecord current, RetryMessage guard, ClaimRequest request)
    {
        if (current.Status == EventStatus.Paused && current.Holder == guard.HolderId)
        {
            return Claim(current, request);
        }

        if (current.Status != EventStatus.Processing
            || (current.Generation != guard.Generation && current.Holder != guard.HolderId))
        {
            return Drop("the run that it guarded has ended");
        }

        return LeaseIsOver(current, request) ? TakeOver(current, request) : PutBack(current, request.Now);
    }

    private static LedgerDecision<ClaimResult> OfReplay(EventRecord current, ReplayMessage replay, ClaimRequest request)
    {
        if (current.IsBodyGone)
        {
            var how = current.IsTombstone ? "pruned" : "erased";
            return new(new ClaimResult(ClaimOutcome.Refused) { Why = $"the event was {how}: its body is gone" });
        }

        if (current.Status == EventStatus.Processing)
        {
            return LeaseIsOver(current, request) ? TakeOver(NewRun(current, replay, request.Now), request) : PutBack(current, request.Now);
        }

        var isPaused = current.Status == EventStatus.Paused && current.Holder == replay.HolderId;
        return WasClaimed(current, replay) && !isPaused
            ? Drop("this replay was served")
            : Claim(NewRun(current, replay, request.Now), request);
    }

    // All handlers of a completed event run again; otherwise, only those that have not finished.
    private static EventRecord NewRun(EventRecord current, ReplayMessage replay, DateTimeOffset now) =>
        WasClaimed(current, replay) ? current : current with
        {
            ReplayId = replay.ReplayId,
            Replays = current.Replays.AppendBounded(
                new ReplayEntry(replay.ReplayId, now, RunsAll: current.Status == EventStatus.Completed, replay.Force)),
            RunAttempts = 0,
            Crashes = 0,
            Handled = current.Status == EventStatus.Completed ? [] : current.Handled,
        };

    private static bool WasClaimed(EventRecord current, ReplayMessage replay) => current.Replays.Any(entry => entry.Id == replay.ReplayId);

    // A released claim (owner null) ended cleanly; any other was left by a process that crashed.
    private static LedgerDecision<ClaimResult> TakeOver(EventRecord current, ClaimRequest request, ReadOnlyMemory<byte>? body = null)
    {
        if (current.Owner is null)
        {
            return Claim(current, request, body);
        }

        var crashes = current.Crashes + 1;
        var crashed = current with
        {
            Crashes = crashes,
            AttemptLog = current.AttemptLog.AppendBounded(
                new AttemptEntry(request.Now, current.Attempts + 1, null, "crashed", 0, "The process that ran it crashed.")),
        };
        return crashes <= MaxCrashes
            ? Claim(crashed, request, body)
            : new(new ClaimResult(ClaimOutcome.DeadLettered), crashed with
            {
                Status = EventStatus.Dead,
                Generation = current.Generation + 1,
                Owner = request.Owner,
                Holder = request.Message.HolderId,
                NextAttemptAt = null,
                LastError = $"The process crashed {crashes} times while it handled this event. Fix what crashes it, then replay the event.",
            }, body);
    }

    private static LedgerDecision<ClaimResult> Claim(EventRecord current, ClaimRequest request, ReadOnlyMemory<byte>? body = null) =>
        new(new ClaimResult(ClaimOutcome.Claimed), current with
        {
            Status = EventStatus.Processing,
            Generation = current.Generation + 1,
            Owner = request.Owner,
            Holder = request.Message.HolderId,
            LeaseUntil = request.Now + request.Lease,
            NextAttemptAt = null,
            PausedBy = null,
            CompletedAt = null,
            Outcome = null,
        }, body, body is null ? null : request.MessageKey);

    private static LedgerDecision<ClaimResult> PutBack(EventRecord current, DateTimeOffset now) =>
        new(new ClaimResult(ClaimOutcome.Requeue) { Until = (current.LeaseUntil > now ? current.LeaseUntil : now) + ClockMargin });

    private static LedgerDecision<ClaimResult> Drop(string why) => new(new ClaimResult(ClaimOutcome.Dropped) { Why = why });

    private static bool LeaseIsOver(EventRecord current, ClaimRequest request) =>
        current.Owner is null || (request.Now - ClockMargin > current.LeaseUntil && request.IsHeld?.Invoke(current.Owner) != true);
}
