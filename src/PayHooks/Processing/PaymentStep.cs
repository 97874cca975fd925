using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Processing.Handlers;
using PayHooks.Processing.Protocol;
using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>What happens between the claim and the handlers: the event is applied to its payment, and decides which handlers run.</summary>
internal sealed class PaymentStep(
    SourceCatalog sources, HandlerSet handlers, SubjectUpdater payments, PaymentAlarms alarms, DeadEventReruns reruns, IEventLedger ledger,
    TimeProvider time)
{
    /// <summary>
    /// Applies a claimed event, before its handlers run and again at each attempt: what was the state of the payment may no longer be. What
    /// the event did becomes part of its record with the next write of the claim.
    /// </summary>
    /// <returns>What it did; null for an event that reports no state.</returns>
    public async Task<SubjectUpdate?> ApplyAsync(FencedLease claim, CancellationToken stopping)
    {
        if (ChangeOf(claim.Record) is not { } change)
        {
            return null;
        }

        using var wait = new StoreTimeout(time, stopping);
        var sharesReferences = sources.Find(change.Source)?.Provider?.Payments.SharesReferences == true;
        var update = await payments.ApplyAsync(change, sharesReferences, wait.Token);
        if (update.Result is { Effect: Effect.Unchanged, OwnerId: { } ownerId } && ownerId != change.EventId)
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
    /// The handlers that have to run. A change that another event had made is handled by those that this event is the first to reach; what
    /// others have done of it counts as done.
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

    /// <summary>Whether a handler accepts the event, be it that another event has run it.</summary>
    public bool IsAccepted(EventRecord record) => Accepting(record, record.CurrentReplay).Any();

    /// <summary>Every notice of a change has the key of the change, so that a service that knows the key does its work once.</summary>
    public static string KeyOf(EventRecord record, SubjectUpdate? update, HandlerRegistration handler) =>
        update is { Result: { } result } && record.Effect == Effect.Changed
            ? $"{ChangeIds.Of(update.Row.Key, result.ChangeKey)}.{handler.Name}"
            : $"{record.Id}.{handler.Name}";

    private IEnumerable<HandlerRegistration> Accepting(EventRecord record, ReplayEntry? replay) =>
        handlers.For(record.Facts.Type, record.Verification).Where(handler => replay is { Force: true } || handler.Accepts(record.Effect));

    private static bool HasFinished(EventRecord record, string handler) => record.Handled.Any(done => done.Name == handler);

    // Whether the less verified event has run this handler, or still will. A pruned event no longer says which handlers ran.
    private static bool IsLeftTo(EventRecord former, HandlerRegistration handler) =>
        HasFinished(former, handler.Name)
        || (former.Status != EventStatus.Dead && former.Outcome != EventOutcome.Stale
            && handler.IsFor(former.Facts.Type, former.Verification));

    private SubjectEvent? ChangeOf(EventRecord record) => sources.Find(record.Source)?.Provider is { } provider
        ? SubjectEvent.From(record.Id, record.Source, record.Facts, provider.Payments, record.Verification, record.ReceivedAt)
        : null;

    // The owner of the change may need help: a dead one runs again, and one that was erased before it was handled has an heir.
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
