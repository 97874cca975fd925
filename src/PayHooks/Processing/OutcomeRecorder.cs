using PayHooks.Pauses;
using PayHooks.Processing.Handlers;
using PayHooks.Processing.Protocol;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>Makes the outcome of an attempt durable, while its claim is held.</summary>
internal sealed class OutcomeRecorder(PauseCache pauses, RetryPolicy policy, IEventQueue queue, LeaseTimes leases, TimeProvider time)
{
    private static readonly TimeSpan OverdueRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan[] Waits = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    /// <summary>The result for an event.</summary>
    public static ProcessResult ResultOf(FencedLease claim, ProcessOutcome outcome) => new(outcome)
    {
        EventId = claim.Record.Id,
        Source = claim.Record.Source,
        Type = claim.Record.Facts.Type,
        Attempt = claim.Record.Attempts,
    };

    /// <summary>The result of a claim that another process has taken over.</summary>
    public ProcessResult Lost(FencedLease claim) => ResultOf(claim, ProcessOutcome.Lost) with { ReturnAfter = leases.Length };

    /// <summary>
    /// Writes after the handlers have run: only the outcome is not yet durable. A transient store failure is retried here before the
    /// handlers are run again.
    /// </summary>
    public async Task<bool> PersistAsync(Func<CancellationToken, ValueTask<bool>> write)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var wait = new StoreTimeout(time);
                return await write(wait.Token);
            }
            catch (Exception) when (tries < Waits.Length)
            {
                await Task.Delay(Waits[tries], time, CancellationToken.None);
            }
        }
    }

    /// <summary>Records that handlers failed: a retry, or a dead letter when none is left.</summary>
    public async Task<ProcessResult> FailAsync(FencedLease claim, QueueMessage message, List<HandlerResult> results)
    {
        var failed = results.Where(one => !one.Succeeded && !one.Interrupted).ToArray();
        var error = string.Join(" | ", failed.Select(one => $"{one.Handler}: {one.ErrorText}"));
        AttemptEntry[] entries = [.. failed.Select(one => one.ToEntry(claim.Record.Attempts + 1))];
        var least = failed.Any(one => one.IgnoredCancellation) ? OverdueRetry : TimeSpan.Zero;
        Exception?[] errors = [.. failed.Select(one => one.Error)];
        IReadOnlyList<TimeSpan>?[] schedules = [.. failed.Select(one => one.RetryDelays)];
        return await RetryAsync(claim, message, error, entries, least, errors, schedules) with { Error = errors[0] };
    }

    /// <summary>Enqueues the next attempt, or records a dead letter when none is left.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="message">The message of this attempt.</param>
    /// <param name="error">What failed, for the record.</param>
    /// <param name="entries">The failures.</param>
    /// <param name="least">How long to wait at least.</param>
    /// <param name="errors">The exceptions, which may decide about the retry.</param>
    /// <param name="schedules">The retry schedules of the handlers that failed; null for the settings'.</param>
    public async Task<ProcessResult> RetryAsync(
        FencedLease claim, QueueMessage message, string error, IReadOnlyList<AttemptEntry> entries, TimeSpan least,
        IReadOnlyCollection<Exception?> errors, IReadOnlyCollection<IReadOnlyList<TimeSpan>?>? schedules = null)
    {
        if (policy.DelayAfter(claim.Record.RunAttempts + 1, errors, schedules) is not { } delay)
        {
            return await DeadLetterAsync(claim, error, entries);
        }

        var next = await EnqueueRetryAsync(claim, message, delay < least ? least : delay);
        var held = await PersistAsync(token => claim.RetryLaterAsync(next, error, entries, token));
        return ResultOf(claim, held ? ProcessOutcome.Retrying : ProcessOutcome.Lost) with { Why = error };
    }

    // Enqueue the retry, then update the record; the host completes the message last. A crash in between leaves a message that
    // the claim table recognizes.
    private async Task<DateTimeOffset> EnqueueRetryAsync(FencedLease claim, QueueMessage message, TimeSpan delay)
    {
        var next = time.GetUtcNow() + delay;
        var retry = MessageSerializer.Write(new RetryMessage
        {
            Source = message.Source,
            DueAt = next,
            TraceParent = message.TraceParent,
            EventId = claim.Record.Id,
            Generation = claim.Generation,
        });
        await PersistAsync(async token =>
        {
            await queue.EnqueueAsync(retry, delay, token);
            return true;
        });
        return next;
    }

    /// <summary>Records that the event waits for the end of pauses.</summary>
    public async Task<ProcessResult> PauseAsync(FencedLease claim, QueueMessage message, HeldHandlers paused)
    {
        var isHeld = await PersistAsync(token => claim.PauseAsync(paused.Keys, token));

        // The pause may have ended meanwhile, and the requeuing of its events may have passed this one.
        if (isHeld && !await PersistAsync(token => pauses.HaveAllAsync(paused.Keys, token)))
        {
            await EnqueueRetryAsync(claim, message, TimeSpan.Zero);
        }

        return ResultOf(claim, isHeld ? ProcessOutcome.Paused : ProcessOutcome.Lost);
    }

    /// <summary>Records a dead letter.</summary>
    public async Task<ProcessResult> DeadLetterAsync(FencedLease claim, string error, IReadOnlyList<AttemptEntry> entries)
    {
        var held = await PersistAsync(token => claim.DeadLetterAsync(error, entries, token));
        return ResultOf(claim, held ? ProcessOutcome.Dead : ProcessOutcome.Lost) with { Why = error };
    }

    /// <summary>Enqueues the event for later, without a failed attempt.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="message">The message of this attempt.</param>
    /// <param name="delay">How long to wait.</param>
    /// <param name="why">The reason.</param>
    /// <param name="isProblem">Whether the reason is an error of the event, which lists of failures show.</param>
    public async Task<ProcessResult> PostponeAsync(
        FencedLease claim, QueueMessage message, TimeSpan delay, string why, bool isProblem = true)
    {
        var next = await EnqueueRetryAsync(claim, message, delay);
        var held = await PersistAsync(token => claim.PostponeAsync(next, isProblem ? why : null, token));
        return ResultOf(claim, held ? ProcessOutcome.Requeued : ProcessOutcome.Lost) with { Why = why };
    }

    /// <summary>Ends the claim without an outcome. Never throws.</summary>
    public async Task TryReleaseAsync(FencedLease claim)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
            await claim.ReleaseAsync(limit.Token);
        }
        catch (Exception)
        {
            // The lease expires instead.
        }
    }
}
