using PayHooks.Confirmation;
using PayHooks.Pauses;
using PayHooks.Payments;
using PayHooks.Processing.Handlers;
using PayHooks.Processing.Protocol;
using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>Runs the handlers of a claimed event: confirmation, payment, handlers, outcome.</summary>
internal sealed class AttemptExecutor(
    PaymentStep payments, PauseCache pauses, HandlerInvoker runner, OutcomeRecorder outcomes, IEventLedger ledger, EventBodies bodies,
    LeaseTimes leases, TimeProvider time, HandlerGates? gates = null, IRunLog? runs = null, IGuardQueue? guards = null,
    ConfirmationStep? confirmation = null, OpenPayments? open = null)
{
    /// <summary>Runs the handlers that have not finished yet.</summary>
    /// <param name="claimed">The record after the claim, and the payment if the claim's write contained it.</param>
    /// <param name="message">The message that the claim was made from.</param>
    /// <param name="taken">The message as taken from the queue, if PayHooks pumps the queue itself.</param>
    /// <param name="exhausted">Why no more handlers may run, or null.</param>
    /// <param name="slot">What the message occupies, or null.</param>
    /// <param name="stopping">Canceled when the process stops.</param>
    public async Task<ProcessResult> RunAsync(
        Applied<ClaimResult> claimed, QueueMessage message, TakenMessage? taken, string? exhausted, IProcessingSlot? slot,
            CancellationToken stopping)
    {
        using var claim = new FencedLease(ledger, claimed.Now);
        var guard = guards is null ? null : new RunGuard(guards, claim, leases, message, time);
        try
        {
            var result = exhausted is null
                ? await RunAsync(claim, claimed.Payment, message, taken, guard, slot, stopping)
                : await outcomes.DeadLetterAsync(claim, exhausted, []);
            if (guard is not null && result.Outcome != ProcessOutcome.Released)
            {
                await guard.RemoveAsync();
            }

            return result;
        }
        catch (Exception)
        {
            await outcomes.TryReleaseAsync(claim);
            throw;
        }
    }

    private async Task<ProcessResult> RunAsync(
        FencedLease claim, SubjectAnswer? payment, QueueMessage message, TakenMessage? taken, RunGuard? guard, IProcessingSlot? slot,
            CancellationToken stopping)
    {
        var confirmed = confirmation is null ? new(ConfirmationNext.Handle) : await confirmation.RunAsync(claim, stopping);
        if (confirmed.Next is not (ConfirmationNext.Handle or ConfirmationNext.PassOver))
        {
            return await EndUnconfirmedAsync(claim, message, confirmed);
        }

        var update = confirmed.Next == ConfirmationNext.PassOver ? null : await ApplyAsync(claim, payment, stopping);
        var accepted = await payments.DueAsync(claim, update, stopping);
        var record = claim.Record;
        var held = accepted.Length == 0
            ? HeldHandlers.None
            : await pauses.HoldAsync(record.Source, accepted.Select(handler => handler.Name), stopping);
        HandlerRegistration[] due = [.. accepted.Where(handler => !held.Names.Contains(handler.Name))];
        List<HandlerResult> results = [];
        var claimLost = false;
        (string Handler, TimeSpan Wait)? limited = null;

        // Until the outcome is durable.
        using var begun = due.Length > 0 ? runs?.Begin(record.Id) : null;
        if (due.Length > 0)
        {
            if (await BodyAsync(record, message, stopping) is not { } body)
            {
                return await outcomes.DeadLetterAsync(claim, "The body of the event is missing from the store.", []);
            }

            var webhookEvent = ToEvent(record, body);
            await using var lease = new LeaseKeeper(claim, leases, guard, time, stopping);
            foreach (var handler in due)
            {
                if (claimLost || lease.Stopping.IsCancellationRequested)
                {
                    break;
                }

                var key = PaymentStep.KeyOf(record, update, handler);
                var context = new HandlerContext(key, record.Attempts + 1, claim.Record.Deliveries, record.ReplayId)
                {
                    Payment = update?.PaymentRow is { } row ? PaymentView.Of(row) : null,
                    Effect = record.Effect,
                };
                using var entry = gates is null ? HandlerEntry.Free : await gates.EnterAsync(handler, lease.Stopping);
                if (entry.Wait is { } wait)
                {
                    limited = (handler.Name, wait);
                    break;
                }

                var run = await runner.RunAsync(handler, webhookEvent, context, slot, lease.Stopping);
                results.Add(run);

                // The last success of an attempt without failures is written together with the completion, which saves a write.
                var completes = results.Count == accepted.Length && results.TrueForAll(one => one.Succeeded);
                if (run.Succeeded && !completes)
                {
                    claimLost = !await outcomes.PersistAsync(
                        token => claim.MarkHandledAsync(Handled(run), run.ToEntry(context.Attempt), token));
                }
            }

            claimLost |= lease.IsLost;
        }

        slot?.HandlersEnded();
        if (claimLost)
        {
            return outcomes.Lost(claim);
        }

        if (results.Find(one => !one.Succeeded && !one.Interrupted) is not null && !stopping.IsCancellationRequested)
        {
            return await outcomes.FailAsync(claim, message, results);
        }

        return limited is { } limit && !stopping.IsCancellationRequested
            ? await outcomes.PostponeAsync(claim, message, limit.Wait, $"Handler {limit.Handler} is at its limit.", isProblem: false)
            : await FinishAsync(claim, message, due.Length, results, held, taken);
    }

    // A payment that stays open is noted before the event's effect is recorded: after a crash in between, both are done again.
    private async Task<SubjectUpdate?> ApplyAsync(FencedLease claim, SubjectAnswer? payment, CancellationToken stopping)
    {
        var isFirst = claim.Record.Effect is null;
        var update = await payments.ApplyAsync(claim, payment, stopping);
        if (open is not null && update is { Result.Effect: Effect.Changed, PaymentRow: { } row } && (isFirst || !update.Result.WasApplied)
            && claim.Record.Facts.Subject is { Kind: SubjectKind.Payment })
        {
            using var wait = new StoreTimeout(time, stopping);
            await open.WatchAsync(row, wait.Token);
        }

        return update;
    }

    private Task<ProcessResult> EndUnconfirmedAsync(FencedLease claim, QueueMessage message, ConfirmationStepResult result) =>
        result.Next switch
        {
            ConfirmationNext.Lost => Task.FromResult(outcomes.Lost(claim)),
            ConfirmationNext.DeadLetter => outcomes.DeadLetterAsync(claim, result.Why, [result.Entry!]),
            ConfirmationNext.Wait => outcomes.PostponeAsync(claim, message, result.Wait, result.Why),
            _ => outcomes.RetryAsync(claim, message, result.Why, [result.Entry!], result.Wait, []),
        };

    private async Task<ProcessResult> FinishAsync(
        FencedLease claim, QueueMessage message, int due, List<HandlerResult> results, HeldHandlers paused, TakenMessage? taken)
    {
        if (results.Count < due || results.Exists(one => !one.Succeeded))
        {
            // Interrupted by shutdown: neither a failure nor a crash.
            await outcomes.PersistAsync(claim.ReleaseAsync);
            return OutcomeRecorder.ResultOf(claim, ProcessOutcome.Released);
        }

        if (paused.Names.Count > 0)
        {
            return await outcomes.PauseAsync(claim, message, paused);
        }

        var attempt = claim.Record.Attempts + 1;
        var last = results.Count == 0 ? [] : new[] { results[^1] };
        var outcome = results.Count > 0 || claim.Record.Handled.Count > 0 ? EventOutcome.Handled : OutcomeOf(claim.Record);
        var held = await outcomes.PersistAsync(token => claim.CompleteAsync(
            time.GetUtcNow(), outcome, [.. last.Select(Handled)], [.. last.Select(one => one.ToEntry(attempt))], taken, token));
        return OutcomeRecorder.ResultOf(claim, held ? ProcessOutcome.Completed : ProcessOutcome.Lost) with
        {
            EventOutcome = held ? outcome : null,
            IsMessageEnded = claim.IsMessageEnded,
        };
    }

    private EventOutcome OutcomeOf(EventRecord record) => record.Effect switch
    {
        Effect.Unchanged => EventOutcome.Unchanged,
        Effect.Stale => EventOutcome.Stale,
        Effect.Conflict => EventOutcome.Conflict,
        _ when payments.IsAccepted(record) => EventOutcome.Handled,
        _ => record.Facts.Type == EventTypes.Unrecognised ? EventOutcome.Unrecognised : EventOutcome.NoHandler,
    };

    private async ValueTask<ReadOnlyMemory<byte>?> BodyAsync(EventRecord record, QueueMessage message, CancellationToken stopping)
    {
        // The message of the first claim carries the body; the body of a later delivery may differ.
        if (message is DeliveryMessage { Body: { Reference: null } body } delivery && record.DeliveryLog is [{ } only]
            && only.Id == delivery.DeliveryId)
        {
            return body.Bytes;
        }

        using var wait = new StoreTimeout(time, stopping);
        return await bodies.ReadAsync(record, wait.Token);
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
}
