using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Processing.Handlers;
using PayHooks.Processing.Protocol;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>Runs the handlers of a claimed event and makes the outcome durable.</summary>
internal sealed class AttemptExecutor(
    SourceCatalog sources, HandlerSet handlers, HandlerInvoker runner, SubjectUpdater payments, PaymentAlarms alarms, DeadEventReruns reruns,
    RetryPolicy policy, IEventQueue queue, IEventLedger ledger, EventBodies bodies, TimeProvider time)
{
    private static readonly TimeSpan OverdueRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan[] PersistWaits = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    /// <summary>Runs what has not finished yet.</summary>
    /// <param name="claimed">The record as the claim left it.</param>
    /// <param name="message">The message that was claimed from.</param>
    /// <param name="exhausted">Why no handler may run any more, or null.</param>
    /// <param name="handlersEnded">Called when no handler runs any more; the outcome is then made durable.</param>
    /// <param name="stopping">Ends when the process stops.</param>
    public async Task<ProcessResult> RunAsync(
        LedgerSnapshot claimed, QueueMessage message, string? exhausted, Action? handlersEnded, CancellationToken stopping)
    {
        using var claim = new FencedLease(ledger, claimed);
        try
        {
            return exhausted is null
                ? await RunAsync(claim, message, handlersEnded, stopping)
                : await DeadLetterAsync(claim, exhausted, []);
        }
        catch (Exception)
        {
            await TryReleaseAsync(claim);
            throw;
        }
    }

    private async Task<ProcessResult> RunAsync(FencedLease claim, QueueMessage message, Action? handlersEnded, CancellationToken stopping)
    {
        var record = claim.Record;
        var change = ChangeOf(record);
        var update = change is null ? null : await ApplyAsync(claim, change, stopping);
        record = claim.Record;
        var due = await DueAsync(record, update, stopping);
        List<HandlerResult> runs = [];
        var claimLost = false;
        if (due.Length > 0)
        {
            if (await BodyAsync(record, message, stopping) is not { } body)
            {
                return await DeadLetterAsync(claim, "The body of the event is gone from the store.", []);
            }

            var webhookEvent = ToEvent(record, body);
            await using var lease = new LeaseKeeper(claim, time, stopping);
            foreach (var handler in due)
            {
                if (claimLost || lease.Stopping.IsCancellationRequested)
                {
                    break;
                }

                var context = new HandlerContext(KeyOf(record, update, handler), record.Attempts + 1, claim.Record.Deliveries, record.ReplayId)
                {
                    Payment = update?.PaymentRow is { } row ? PaymentView.Of(row) : null, Effect = record.Effect,
                };
                var run = await runner.RunAsync(handler, webhookEvent, context, lease.Stopping);
                runs.Add(run);

                // The last success of an attempt without failures is written with its completion: one write less.
                var completes = runs.Count == due.Length && runs.TrueForAll(one => one.Succeeded);
                if (run.Succeeded && !completes)
                {
                    claimLost = !await PersistAsync(token => claim.MarkHandledAsync(Handled(run), run.ToEntry(context.Attempt), token));
                }
            }

            claimLost |= lease.IsLost;
        }

        handlersEnded?.Invoke();
        if (claimLost)
        {
            return Result(claim, ProcessOutcome.Lost) with { ReturnAfter = LeaseKeeper.Lease };
        }

        return runs.Find(one => !one.Succeeded && !one.Interrupted) is not null && !stopping.IsCancellationRequested
            ? await FailAsync(claim, message, runs)
            : await FinishAsync(claim, due.Length, runs);
    }

    private async Task<ProcessResult> FinishAsync(FencedLease claim, int due, List<HandlerResult> runs)
    {
        if (runs.Count < due || runs.Exists(one => !one.Succeeded))
        {
            // Stopped in the middle: neither a failure nor a crash.
            await PersistAsync(claim.ReleaseAsync);
            return Result(claim, ProcessOutcome.Released);
        }

        var attempt = claim.Record.Attempts + 1;
        var last = runs.Count == 0 ? [] : new[] { runs[^1] };
        var outcome = runs.Count > 0 || claim.Record.Handled.Count > 0 ? EventOutcome.Handled : OutcomeOf(claim.Record);
        var held = await PersistAsync(token => claim.CompleteAsync(
            time.GetUtcNow(), outcome, [.. last.Select(Handled)], [.. last.Select(one => one.ToEntry(attempt))], token));
        return Result(claim, held ? ProcessOutcome.Completed : ProcessOutcome.Lost) with { EventOutcome = held ? outcome : null };
    }

    private static EventOutcome OutcomeOf(EventRecord record) => record.Effect switch
    {
        Effect.Unchanged => EventOutcome.Unchanged,
        Effect.Stale => EventOutcome.Stale,
        Effect.Conflict => EventOutcome.Conflict,
        _ => record.Facts.Type == EventTypes.Unrecognised ? EventOutcome.Unrecognised : EventOutcome.NoHandler,
    };

    private SubjectEvent? ChangeOf(EventRecord record) => sources.Find(record.Source)?.Provider is { } provider
        ? SubjectEvent.From(record.Id, record.Source, record.Facts, provider.Payments, record.Verification, record.ReceivedAt)
        : null;

    // Before the handlers, and again at each attempt: what was the state of the payment may no longer be.
    private async Task<SubjectUpdate> ApplyAsync(FencedLease claim, SubjectEvent change, CancellationToken stopping)
    {
        using var wait = new StoreTimeout(time, stopping);
        var sharesReferences = sources.Find(change.Source)?.Provider?.Payments.SharesReferences == true;
        var update = await payments.ApplyAsync(change, sharesReferences, wait.Token);
        if (update.Result is { Effect: Effect.Unchanged, OwnerId: { } ownerId } && ownerId != change.EventId)
        {
            update = await AskOwnerAsync(update, change, ownerId, wait.Token);
        }

        var result = update.Result;
        var effect = result is { Effect: Effect.Changed, WasApplied: true } && !SubjectTable.IsCurrent(update.Row, change) ? Effect.Stale : result.Effect;
        claim.Amend(record => record with
        {
            Effect = effect,
            OwnerId = result.OwnerId == record.Id ? null : result.OwnerId,
            Facts = record.Facts with
            {
                Type = change.Subject.Kind != SubjectKind.Capture || change.State != SubjectState.Succeeded ? record.Facts.Type
                    : result.IsFirstCapture ? EventTypes.PaymentSucceeded
                    : EventTypes.PaymentCaptured,
                Amount = result.Difference ?? record.Facts.Amount,
            },
        });
        await alarms.RaiseAsync(change, result, wait.Token);
        return update;
    }

    // The owner of the change may need help: a dead one runs again, and one that was erased before it was handled has an heir.
    private async ValueTask<SubjectUpdate> AskOwnerAsync(SubjectUpdate update, SubjectEvent change, string ownerId, CancellationToken cancellationToken)
    {
        if (await ledger.FindAsync(ownerId, cancellationToken) is not { } owner)
        {
            return update;
        }

        if (owner.ErasedAt is not null && owner.Status != EventStatus.Completed)
        {
            return await payments.InheritAsync(update, change, ownerId, cancellationToken);
        }

        await reruns.StartAsync(owner, change.EventId, cancellationToken);
        return update;
    }

    // A change that a less verified event had made is handled by the handlers that this event is the first to reach.
    private async Task<HandlerRegistration[]> DueAsync(EventRecord record, SubjectUpdate? update, CancellationToken stopping)
    {
        var due = handlers.For(record.Facts.Type, record.Verification)
            .Where(handler => handler.Accepts(record.Effect) && record.Handled.All(done => done.Name != handler.Name));
        if (update?.Result.TakenOverFrom is not { } former)
        {
            return [.. due];
        }

        using var wait = new StoreTimeout(time, stopping);
        return await ledger.FindAsync(former, wait.Token) is { } known
            ? [.. due.Where(handler => known.Handled.All(done => done.Name != handler.Name)
                && (known.Status is EventStatus.Completed or EventStatus.Dead || !handler.IsFor(known.Facts.Type, known.Verification)))]
            : [.. due];
    }

    // Every notice of a change has the key of the change, so that a service that knows the key does its work once.
    private static string KeyOf(EventRecord record, SubjectUpdate? update, HandlerRegistration handler) => update is { Result: { } result } && record.Effect == Effect.Changed
        ? $"{ChangeIds.Of(update.Row.Key, result.ChangeKey)}.{handler.Name}"
        : $"{record.Id}.{handler.Name}";

    // First the retry, then the record, then (by the host) the end of the message: a crash in between leaves a message that
    // the claim table recognises.
    private async Task<ProcessResult> FailAsync(FencedLease claim, QueueMessage message, List<HandlerResult> runs)
    {
        var failed = runs.Where(one => !one.Succeeded && !one.Interrupted).ToArray();
        var error = string.Join(" | ", failed.Select(one => $"{one.Handler}: {one.ErrorText}"));
        AttemptEntry[] entries = [.. failed.Select(one => one.ToEntry(claim.Record.Attempts + 1))];
        if (policy.DelayAfter(claim.Record.RunAttempts + 1) is not { } delay)
        {
            return await DeadLetterAsync(claim, error, entries) with { Error = failed[0].Error };
        }

        if (failed.Any(one => one.IgnoredCancellation) && delay < OverdueRetry)
        {
            delay = OverdueRetry;
        }

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
        var held = await PersistAsync(token => claim.RetryLaterAsync(next, error, entries, token));
        return Result(claim, held ? ProcessOutcome.Retrying : ProcessOutcome.Lost) with { Why = error, Error = failed[0].Error };
    }

    private async Task<ProcessResult> DeadLetterAsync(FencedLease claim, string error, IReadOnlyList<AttemptEntry> entries)
    {
        var held = await PersistAsync(token => claim.DeadLetterAsync(error, entries, token));
        return Result(claim, held ? ProcessOutcome.Dead : ProcessOutcome.Lost) with { Why = error };
    }

    private async ValueTask<ReadOnlyMemory<byte>?> BodyAsync(EventRecord record, QueueMessage message, CancellationToken stopping)
    {
        // A message of the first claim has the body with it; a later delivery's body may be another one.
        if (message is DeliveryMessage { Body: { Reference: null } body } delivery && record.DeliveryLog is [{ } only] && only.Id == delivery.DeliveryId)
        {
            return body.Bytes;
        }

        using var wait = new StoreTimeout(time, stopping);
        return await bodies.ReadAsync(record, wait.Token);
    }

    // The work is done; only its outcome is not yet durable. A store that fails for a moment is asked again before the
    // handlers are run once more.
    private async Task<bool> PersistAsync(Func<CancellationToken, ValueTask<bool>> write)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var wait = new StoreTimeout(time);
                return await write(wait.Token);
            }
            catch (Exception) when (tries < PersistWaits.Length)
            {
                await Task.Delay(PersistWaits[tries], time, CancellationToken.None);
            }
        }
    }

    private async Task TryReleaseAsync(FencedLease claim)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
            await claim.ReleaseAsync(limit.Token);
        }
        catch (Exception)
        {
            // The lease runs out instead.
        }
    }

    private static WebhookEvent ToEvent(EventRecord record, ReadOnlyMemory<byte> body) => new(body)
    {
        Id = record.Id,
        Source = record.Source,
        Provider = record.Provider,
        Facts = record.Facts,
        Verification = record.Verification,
        ReceivedAt = record.ReceivedAt,
    };

    private HandledEntry Handled(HandlerResult run) => new(run.Handler, time.GetUtcNow());

    private static ProcessResult Result(FencedLease claim, ProcessOutcome outcome) => new(outcome)
    {
        EventId = claim.Record.Id, Source = claim.Record.Source, Type = claim.Record.Facts.Type, Attempt = claim.Record.Attempts,
    };
}
