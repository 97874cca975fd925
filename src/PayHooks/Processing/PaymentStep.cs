using PayHooks.Configuration;
using PayHooks.Confirmation;
using PayHooks.Payments;
using PayHooks.Processing.Handlers;
using PayHooks.Processing.Protocol;
using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>The step between the claim and the handlers: applies the event to its payment and decides which handlers run.</summary>
internal sealed class PaymentStep(
    SourceCatalog sources, HandlerSet handlers, SubjectUpdater payments, PaymentAlarms alarms, DeadEventReruns reruns, IEventLedger ledger,
    TimeProvider time, EventConfirmation? confirmation = null)
{
    /// <summary>
    /// Adds the change of the event's payment to a claim, for stores that make both in one write. An event that the provider's API must
    /// confirm is claimed without it.
    /// </summary>
    public LedgerDecision<ClaimResult> With(LedgerDecision<ClaimResult> decision) =>
        decision is { Answer.Outcome: ClaimOutcome.Claimed, Write: { } record } && confirmation?.IsDue(record) != true
            ? decision with { Payment = ChangeOf(record) }
            : decision;

    /// <summary>
    /// Applies a claimed event before its handlers run, and again at each attempt, because the payment's state may have changed. The effect
    /// is added to the event's record with the next write of the claim.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="made">The answer, if the claim's write contained the change.</param>
    /// <param name="stopping">Canceled when the process stops.</param>
    /// <returns>The effect; null for an event that reports no state.</returns>
    public async Task<SubjectUpdate?> ApplyAsync(FencedLease claim, SubjectAnswer? made, CancellationToken stopping)
    {
        if (ChangeOf(claim.Record) is not { } prepared)
        {
            return null;
        }

        using var wait = new StoreTimeout(time, stopping);
        var change = prepared.Event;
        var update = await payments.ApplyAsync(prepared, made, wait.Token);
        if (update.Result is { Effect: Effect.Unchanged, OwnerId: { } ownerId } && ownerId != change.EventId
            && update.Row.Owners.GetValueOrDefault(update.Result.ChangeKey) is { WasDead: true })
        {
            update = await AskOwnerAsync(update, change, ownerId, wait.Token);
        }

        var result = update.Result;
        var isLate = result is { Effect: Effect.Changed, WasApplied: true } && !SubjectTable.IsCurrent(update.Row, change);
        var effect = isLate ? Effect.Stale : result.Effect;
        claim.Amend(record => record with
        {
            Effect = effect,
            OwnerId = result.OwnerId == record.Id ? null : result.OwnerId,
            Facts = record.Facts with
            {
                Type = change.Subject.Kind != SubjectKind.Capture || change.State != SubjectState.Succeeded ? record.Facts.Type
                    : result.IsFirstCapture ? EventTypes.PaymentSucceeded
                    : EventTypes.PaymentCaptured,
                Amount = change.State == SubjectState.Refunded && result.Effect == Effect.Changed ? result.Difference : record.Facts.Amount,
            },
        });
        await alarms.RaiseAsync(change, result, wait.Token);
        return update;
    }

    /// <summary>
    /// The handlers that must run. If another event made the change, only handlers that neither ran nor will run
    /// for that event are due.
    /// </summary>
    public async Task<HandlerRegistration[]> DueAsync(FencedLease claim, SubjectUpdate? update, CancellationToken stopping)
    {
        var replay = claim.Record.CurrentReplay;
        EventRecord? former = null;
        if (update?.Result.TakenOverFrom is { } formerId && replay is not { RunsAll: true })
        {
            using var wait = new StoreTimeout(time, stopping);
            former = await ledger.FindAsync(claim.Record.Key with { Id = formerId }, wait.Token);
            claim.Amend(record => record with
            {
                Handled = [.. record.Handled, .. (former?.Handled ?? []).Where(done => !HasFinished(record, done.Name))],
            });
        }

        return
        [
            .. Accepting(claim.Record, replay).Where(
                handler => !HasFinished(claim.Record, handler.Name) && (former is null || !IsLeftTo(former, handler))),
        ];
    }

    /// <summary>Marks the change of an event that became a dead letter, so that the next notice of it looks at the event.</summary>
    public ValueTask MarkDeadAsync(EventRecord record, CancellationToken cancellationToken) =>
        ChangeOf(record) is { } change ? payments.MarkDeadAsync(change, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Whether a handler accepts the event, even if it already ran for another event.</summary>
    public bool IsAccepted(EventRecord record) => Accepting(record, record.CurrentReplay).Any();

    /// <summary>The idempotency key. All notices of a change share it, so that a downstream service does the work once.</summary>
    public static string KeyOf(EventRecord record, SubjectUpdate? update, HandlerRegistration handler) =>
        update is { Result: { } result } && record.Effect == Effect.Changed
            ? $"{ChangeIds.Of(update.Row.Key, result.ChangeKey)}.{handler.Name}"
            : $"{record.Id}.{handler.Name}";

    private IEnumerable<HandlerRegistration> Accepting(EventRecord record, ReplayEntry? replay) =>
        handlers.For(record.Source, record.Facts.Type, record.Verification)
            .Where(handler => replay is { Force: true } || handler.Accepts(record.Effect));

    private static bool HasFinished(EventRecord record, string handler) => record.Handled.Any(done => done.Name == handler);

    // Whether the less verified event has run this handler or will run it. A pruned event no longer records which handlers ran.
    private static bool IsLeftTo(EventRecord former, HandlerRegistration handler) =>
        HasFinished(former, handler.Name)
        || (former.Status != EventStatus.Dead && former.Outcome != EventOutcome.Stale
            && handler.IsFor(former.Source, former.Facts.Type, former.Verification));

    private SubjectChange? ChangeOf(EventRecord record) =>
        sources.Find(record.Source)?.Provider is { Payments: { } rules }
        && SubjectEvent.From(record.Id, record.Source, record.Facts, rules, record.Verification, record.ReceivedAt) is { } change
            ? payments.Prepare(change, rules.SharesReferences)
            : null;

    // The owner of the change may need help: a dead owner is rerun, and one erased before it was handled is replaced.
    private async ValueTask<SubjectUpdate> AskOwnerAsync(
        SubjectUpdate update, SubjectEvent change, string ownerId, CancellationToken cancellationToken)
    {
        if (await ledger.FindAsync(new EventKey(change.Source, ownerId), cancellationToken) is not { } owner)
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
}
