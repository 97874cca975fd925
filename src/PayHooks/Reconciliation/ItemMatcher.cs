using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Storage;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>Compares an item of a provider's API with the stored events and payments. It changes nothing.</summary>
internal sealed class ItemMatcher(IEventLedger ledger, ISubjectStore payments, TimeProvider time)
{
    /// <summary>A missing item younger than this is left to its webhook.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <summary>Compares an item.</summary>
    /// <param name="source">The source.</param>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The result; null if the item is of a type that webhooks of the source do not report.</returns>
    public async ValueTask<ItemMatch?> MatchAsync(Source source, ApiItem item, CancellationToken cancellationToken)
    {
        var provider = source.Provider!;
        var facts = provider.Read(item.Body, RetainedHeaders.Reader(provider, item.Headers));
        if (facts is { Type: EventTypes.Unrecognised, ProviderType: null, Identity: null })
        {
            return new ItemMatch(ReconcileItem.Of(
                ReconcileOutcome.Failed, facts, null, "The item cannot be read. Compare the provider's documentation with its preset."));
        }

        if (!IsReported(provider, facts.Type))
        {
            return null;
        }

        return item.HasWebhookIdentity && facts.Identity is { } identity
            ? await ReadableAsync(facts, wait => ByIdentityAsync(source, item, facts, identity, wait), cancellationToken)
            : await ReadableAsync(facts, wait => BySubjectAsync(source, item, facts, wait), cancellationToken);
    }

    /// <summary>Compares a delivery of a webhook with the stored events.</summary>
    /// <param name="source">The source.</param>
    /// <param name="body">The body that was sent.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The result; null if the body identifies no event.</returns>
    public async ValueTask<ItemMatch?> MatchAsync(Source source, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var facts = source.Provider!.Read(body);
        return facts.Identity is { } identity
            ? await ReadableAsync(
                facts, wait => ByIdentityAsync(source, new ApiItem(body), facts, identity, wait), cancellationToken)
            : null;
    }

    /// <summary>Returns what to look up for a stored payment; null if none is stored.</summary>
    /// <param name="key">The payment.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<ApiLookup?> FindPaymentAsync(SubjectKey key, CancellationToken cancellationToken)
    {
        ApiLookup lookup = new(new Subject(key.Kind, key.Id) { Mode = key.Mode });
        using var wait = new StoreTimeout(time, cancellationToken);
        try
        {
            return await payments.FindAsync(key, wait.Token) is { } row
                ? lookup with { MerchantReference = row.MerchantReference, Livemode = row.Livemode }
                : null;
        }
        catch (NewerFormatException)
        {
            // It is stored, which is enough to ask the provider about it.
            return lookup;
        }
    }

    // What a newer version wrote is a failure of its item alone, and a store that hangs must not hold the run.
    private async ValueTask<ItemMatch> ReadableAsync(
        EventFacts facts, Func<CancellationToken, ValueTask<ItemMatch>> compare, CancellationToken cancellationToken)
    {
        using var wait = new StoreTimeout(time, cancellationToken);
        try
        {
            return await compare(wait.Token);
        }
        catch (Exception e) when (e is NewerFormatException or NewerRecordException)
        {
            return new ItemMatch(ReconcileItem.Of(ReconcileOutcome.Failed, facts, null, e.Message)) { Facts = facts };
        }
    }

    // The item is the webhook's event, so the event's id says whether it arrived.
    private async ValueTask<ItemMatch> ByIdentityAsync(
        Source source, ApiItem item, EventFacts facts, string identity, CancellationToken cancellationToken)
    {
        var id = EventIds.Create(source.Settings.Name, identity);
        return await ledger.FindAsync(new EventKey(source.Settings.Name, id), cancellationToken) switch
        {
            null => Missing(item, facts, id),
            { Verification: >= VerificationLevel.Signature } or { IsBodyGone: true } => Matched(facts, id),
            _ => Confirmed(facts, id),
        };
    }

    // The payment says whether the change arrived: the state machine is asked what a signed webhook with this content would change.
    private async ValueTask<ItemMatch> BySubjectAsync(
        Source source, ApiItem item, EventFacts facts, CancellationToken cancellationToken)
    {
        var (name, rules) = (source.Settings.Name, source.Provider!.Payments);
        if (SubjectEvent.From("", name, facts, rules, VerificationLevel.Signature, time.GetUtcNow()) is not { } change
            || ItemIdentity.Of(change.Subject, change.State, facts) is not { } identity)
        {
            return new ItemMatch(ReconcileItem.Of(
                ReconcileOutcome.Unrecoverable, facts, null, "It reports no change of a payment, so whether it arrived is unknown."))
            {
                Facts = facts,
            };
        }

        var id = EventIds.Create(name, identity);
        var prepared = SubjectChange.Of(change with { EventId = id }, rules.SharesReferences, time);
        var row = await payments.FindAsync(prepared.Key, cancellationToken);
        var match = MatchOf(item, facts, prepared.Decide(row).Answer.Result, row, change);
        return match with { Identity = identity, Item = match.Item with { Event = match.IsNew ? id : match.Item.Event } };
    }

    private ItemMatch MatchOf(ApiItem item, EventFacts facts, SubjectResult result, SubjectRow? row, SubjectEvent change)
    {
        var differs = result.Raised.HasFlag(PaymentFlags.AmountDiffers);
        return result switch
        {
            { WasApplied: true } or { Effect: Effect.Unchanged } => Matched(facts, result.OwnerId),
            { Effect: Effect.Changed } when differs => new ItemMatch(ReconcileItem.Of(
                ReconcileOutcome.AmountDiffers, facts, null, "A webhook that is not signed reported another amount."))
            {
                Facts = facts,
                IsNew = true,
                Enqueues = true,
            },
            { Effect: Effect.Changed, TakenOverFrom: not null } => Confirmed(facts, null),
            { Effect: Effect.Changed } => Missing(item, facts, null),
            { Effect: Effect.Conflict } when differs => Contradicting(
                ReconcileOutcome.AmountDiffers, facts, result, row, "The webhook reported another amount."),
            { Effect: Effect.Conflict } => Contradicting(
                ReconcileOutcome.StateDiffers, facts, result, row,
                $"It contradicts the stored state: {string.Join(", ", result.Raised.ToNames())}."),
            _ when IsFinal(row, change) => Contradicting(
                ReconcileOutcome.StateDiffers, facts, result, row, $"The stored state is later: {StateOf(row)}."),
            _ => Matched(facts, result.OwnerId),
        };
    }

    private ItemMatch Missing(ApiItem item, EventFacts facts, string? id) =>
        IsYoung(Later(Later(item.At, facts.OccurredAt), facts.Subject?.ChangedAt))
            ? new ItemMatch(ReconcileItem.Of(ReconcileOutcome.Pending, facts, id, "Its webhook may still arrive."))
            {
                Facts = facts,
                IsNew = true,
            }
            : new ItemMatch(ReconcileItem.Of(ReconcileOutcome.Missed, facts, id, "No webhook has arrived."))
            {
                Facts = facts,
                IsNew = true,
                Enqueues = true,
            };

    private static ItemMatch Matched(EventFacts facts, string? id) =>
        new(ReconcileItem.Of(ReconcileOutcome.Matched, facts, id)) { Facts = facts };

    // A webhook that is not signed reported it; the item raises its level of verification.
    private static ItemMatch Confirmed(EventFacts facts, string? id) => new(
        ReconcileItem.Of(ReconcileOutcome.Matched, facts, id, "A webhook that is not signed reported it, and the API confirms it."))
    {
        Facts = facts,
        IsNew = id is null,
        Enqueues = true,
    };

    // While webhooks of the payment arrive, the item may be older than the newest of them.
    private ItemMatch Contradicting(ReconcileOutcome outcome, EventFacts facts, SubjectResult result, SubjectRow? row, string detail) =>
        new(IsYoung(row?.LastEventAt)
            ? ReconcileItem.Of(ReconcileOutcome.Pending, facts, result.OwnerId, $"The payment has just changed. {detail}")
            : ReconcileItem.Of(outcome, facts, result.OwnerId, detail))
        {
            Facts = facts,
        };

    private bool IsYoung(DateTimeOffset? at) => at is { } known && time.GetUtcNow() - known < Grace;

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;

    // An open payment may be listed in an earlier state than that of its last attempt. What is final cannot become less.
    private static bool IsFinal(SubjectRow? row, SubjectEvent change) => row is not null
        && (change.Subject.Kind != SubjectKind.Payment || Folds.Of(row).Confirmed.State is SubjectState.Succeeded or SubjectState.Void);

    private static string StateOf(SubjectRow? row) => (row is null ? null : SubjectTexts.Of(Folds.Of(row).Confirmed.State)) ?? "unknown";

    // Types that only the API knows, and those that the preset does not map, are nobody's webhooks.
    private static bool IsReported(IWebhookProvider provider, string type) =>
        type != EventTypes.Unrecognised
        && (provider.Produces.Count == 0 || provider.Produces.Any(one => EventTypes.Matches(one.Type, type)));
}

/// <summary>The result of comparing an item.</summary>
/// <param name="Item">The report.</param>
internal sealed record ItemMatch(ReconcileItem Item)
{
    /// <summary>The facts of the item.</summary>
    public EventFacts Facts { get; init; } = EventFacts.Unrecognised;

    /// <summary>Whether the item is or would be an event of its own.</summary>
    public bool IsNew { get; init; }

    /// <summary>Whether the item must be enqueued.</summary>
    public bool Enqueues { get; init; }

    /// <summary>The identity of the enqueued item; null if it carries its own.</summary>
    public string? Identity { get; init; }
}
