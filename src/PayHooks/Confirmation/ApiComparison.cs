using PayHooks.Payments;

namespace PayHooks.Confirmation;

/// <summary>Compares a notice with the object that the provider's API reports. Pure.</summary>
internal static class ApiComparison
{
    /// <summary>Compares what a notice and the API report of the same object.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="api">The object in its present state.</param>
    /// <returns>The outcome, and the reason unless it was confirmed.</returns>
    public static (ConfirmationOutcome Outcome, string Why) Of(SubjectEvent notice, SubjectEvent api)
    {
        ArgumentNullException.ThrowIfNull(notice);
        ArgumentNullException.ThrowIfNull(api);
        if (OtherOrder(notice, api) is { } other)
        {
            return (ConfirmationOutcome.Contradicted, other);
        }

        if (notice.State == SubjectState.Refunded)
        {
            return OfTotal(notice.Amount!, api.Subject.RefundedTotal);
        }

        if (notice.State != api.State)
        {
            return !IsFurther(notice, api) ? (ConfirmationOutcome.Earlier, Says(notice, api))
                : !Implies(api, notice) ? (ConfirmationOutcome.Outdated, Says(notice, api))
                : OtherAmount(notice, api) is { } more && !CanShrink(notice, api) ? (ConfirmationOutcome.Contradicted, more)
                : (ConfirmationOutcome.Superseded, Says(notice, api));
        }

        if (IsOtherAttempt(notice, api))
        {
            return api.Subject.ChangedAt < notice.Subject.ChangedAt ? (ConfirmationOutcome.Earlier, "It reports an earlier attempt.")
                : notice.State is SubjectState.Pending or SubjectState.Opened
                    ? (ConfirmationOutcome.Superseded, "It reports a later attempt.")
                : (ConfirmationOutcome.Outdated, "It reports another attempt.");
        }

        return OtherAmount(notice, api) is { } amount ? (ConfirmationOutcome.Contradicted, amount) : (ConfirmationOutcome.Confirmed, "");
    }

    /// <summary>
    /// Whether the API reports a later state. A higher rank is later; a lower one is, if both say when it changed: a customer may try again
    /// after a failure.
    /// </summary>
    public static bool IsFurther(SubjectEvent notice, SubjectEvent api)
    {
        ArgumentNullException.ThrowIfNull(notice);
        ArgumentNullException.ThrowIfNull(api);
        return api.State != notice.State
            && (RankOf(api) > RankOf(notice)
                || (notice.Ordering == EventOrdering.Time && api.Subject.ChangedAt > notice.Subject.ChangedAt));
    }

    /// <summary>
    /// The facts of a confirmed notice. What the API does not report is kept if the caller was authenticated, and left out if anybody could
    /// have written it.
    /// </summary>
    /// <param name="notice">The facts of the notice.</param>
    /// <param name="api">The facts of the API.</param>
    /// <param name="isSame">Whether both report the same state, so that the API's time and amount are those of this change.</param>
    /// <param name="isTrusted">Whether the notice is of level credentials or better.</param>
    public static EventFacts FactsOf(EventFacts notice, EventFacts api, bool isSame, bool isTrusted)
    {
        ArgumentNullException.ThrowIfNull(notice);
        ArgumentNullException.ThrowIfNull(api);
        var (own, found) = (notice.Subject!, api.Subject!);
        var (time, attempt) = isTrusted ? (own.ChangedAt, own.Attempt) : (null, null);
        return notice with
        {
            Subject = own with
            {
                PaymentId = found.PaymentId ?? (isTrusted ? own.PaymentId : null),
                Attempt = attempt ?? (isSame ? found.Attempt : null),
                ChangedAt = time ?? (isSame ? found.ChangedAt : null),
            },
            Amount = isTrusted || IsSame(notice.Amount, api.Amount) ? notice.Amount ?? (isSame ? api.Amount : null)
                : notice.Amount is null && isSame ? api.Amount
                : null,
            Resource = notice.Resource with
            {
                MerchantReference = isTrusted
                    ? notice.Resource.MerchantReference ?? api.Resource.MerchantReference
                    : api.Resource.MerchantReference,
            },
            Livemode = api.Livemode ?? (isTrusted ? notice.Livemode : null),
        };
    }

    // A refund of another payment, an order of somebody else, a test payment that claims to be live. A signed reference is the merchant's
    // own; an API may lack the field that it comes from and report another one.
    private static string? OtherOrder(SubjectEvent notice, SubjectEvent api) =>
        Differ(notice.Subject.PaymentId, api.Subject.PaymentId) ? "It belongs to another payment."
        : notice.Level < VerificationLevel.Signature && Differ(notice.MerchantReference, api.MerchantReference)
            ? "It has another merchant reference."
        : notice.Livemode is { } mode && api.Livemode is { } real && mode != real ? "Its mode, live or test, is the other one."
        : null;

    private static bool Differ(string? one, string? other) => one is not null && other is not null && one != other;

    private static (ConfirmationOutcome Outcome, string Why) OfTotal(Amount notice, Amount? api) =>
        api?.Value is not { } total ? (ConfirmationOutcome.Earlier, "It reports no refund yet.")
        : api.Currency != notice.Currency ? (ConfirmationOutcome.Contradicted, $"It reports {api} as refunded; the notice says {notice}.")
        : total == notice.Value ? (ConfirmationOutcome.Confirmed, "")
        : total > notice.Value ? (ConfirmationOutcome.Superseded, $"It reports {api} as refunded.")
        : (ConfirmationOutcome.Earlier, $"It reports only {api} as refunded.");

    // A payment that was refunded had succeeded before: a refund total comes right after that.
    private static int RankOf(SubjectEvent one) => one.State == SubjectState.Refunded
        ? (2 * StateRanks.Of(SubjectKind.Payment, SubjectState.Succeeded)) + 1
        : 2 * StateRanks.Of(one.Subject.Kind, one.State);

    // Whether the API's state is possible only if the notice was true at some time. A payment that was paid may have failed before or not,
    // and one that was voided may never have been paid.
    private static bool Implies(SubjectEvent api, SubjectEvent notice) => (notice.Subject.Kind, notice.State) switch
    {
        (_, SubjectState.Pending or SubjectState.Opened) => true,
        (SubjectKind.Payment, SubjectState.Authorized) => api.State is SubjectState.Succeeded or SubjectState.Refunded,
        (SubjectKind.Payment, SubjectState.Succeeded) => api.State == SubjectState.Refunded,
        _ => false,
    };

    private static bool IsOtherAttempt(SubjectEvent notice, SubjectEvent api) =>
        StateRanks.HasAttempts(notice.Subject.Kind, notice.State) && Differ(notice.Subject.Attempt, api.Subject.Attempt);

    // The amount of an item that reports a refund is the refund's.
    private static string? OtherAmount(SubjectEvent notice, SubjectEvent api) =>
        api.State != SubjectState.Refunded && (Money.Differ(notice.Amount, api.Amount) || HasOtherCurrency(notice.Amount, api.Amount))
            ? $"It reports {api.Amount}; the notice says {notice.Amount}."
            : null;

    private static bool HasOtherCurrency(Amount? one, Amount? other) => Differ(one?.Currency, other?.Currency);

    // Less may be captured than was authorized.
    private static bool CanShrink(SubjectEvent notice, SubjectEvent api) =>
        notice.Subject.Kind == SubjectKind.Payment && notice.State is SubjectState.Pending or SubjectState.Authorized
        && !HasOtherCurrency(notice.Amount, api.Amount) && api.Amount?.Value < notice.Amount?.Value;

    private static bool IsSame(Amount? one, Amount? other) => one is not null && other is not null
        && (one.Value is null || other.Value is null
            ? (one.ProviderText, one.ProviderUnit, one.Currency) == (other.ProviderText, other.ProviderUnit, other.Currency)
            : !Money.Differ(one, other));

    private static string Says(SubjectEvent notice, SubjectEvent api) =>
        $"It reports {SubjectTexts.Of(api.State)}; the notice says {SubjectTexts.Of(notice.State)}.";
}
