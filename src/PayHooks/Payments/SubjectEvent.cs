namespace PayHooks.Payments;

/// <summary>An event as input to the state machine.</summary>
internal sealed record SubjectEvent
{
    /// <summary>The event's id.</summary>
    public required string EventId { get; init; }

    /// <summary>The configured source.</summary>
    public required string Source { get; init; }

    /// <summary>The object and its reported change.</summary>
    public required Subject Subject { get; init; }

    /// <summary>The state that the event reports.</summary>
    public required SubjectState State { get; init; }

    /// <summary>The event's own amount.</summary>
    public Amount? Amount { get; init; }

    /// <summary>The verification level.</summary>
    public required VerificationLevel Level { get; init; }

    /// <summary>When the event was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The merchant's reference.</summary>
    public string? MerchantReference { get; init; }

    /// <summary>Live, test, or unknown.</summary>
    public bool? Livemode { get; init; }

    /// <summary>How the source's events are ordered.</summary>
    public required EventOrdering Ordering { get; init; }

    /// <summary>Creates the input, if the event reports the state of a subject. A capture counts only as part of a known payment.</summary>
    /// <param name="eventId">The event's id.</param>
    /// <param name="source">The configured source.</param>
    /// <param name="facts">The facts in its body.</param>
    /// <param name="rules">The provider's rules.</param>
    /// <param name="level">The verification level.</param>
    /// <param name="receivedAt">When it was received.</param>
    public static SubjectEvent? From(
        string eventId, string source, EventFacts facts, PaymentRules rules, VerificationLevel level, DateTimeOffset receivedAt) =>
        facts.Subject is { } subject and not { Kind: SubjectKind.Capture, PaymentId: null }
            && StateRanks.StateOf(subject, facts.Type, rules.VoidsPaid) is { } state
            ? new SubjectEvent
            {
                EventId = eventId,
                Source = source,
                Subject = subject,
                State = state,
                Amount = state == SubjectState.Refunded ? subject.RefundedTotal : facts.Amount,
                Level = level,
                ReceivedAt = receivedAt,
                MerchantReference = facts.Resource.MerchantReference,
                Livemode = facts.Livemode,
                Ordering = rules.OrdersByTime ? EventOrdering.Time : EventOrdering.Rank,
            }
            : null;

    /// <summary>
    /// The key of the change that the event reports, a function of the event alone. For a capture, the key used if it is not the payment's
    /// first.
    /// </summary>
    public string ChangeKey => (Subject.Kind, State) switch
    {
        (SubjectKind.Capture, SubjectState.Succeeded) => $"payment/{Subject.PaymentId}/captured/{Subject.Id}",
        (_, SubjectState.Refunded) => $"{Prefix}/refunded/{Amount!.Value!.Value:0.#############################}",
        _ when Subject.Attempt is { } attempt && StateRanks.HasAttempts(Subject.Kind, State) =>
            $"{Prefix}/{SubjectTexts.Of(State)}/{attempt}",
        _ => $"{Prefix}/{SubjectTexts.Of(State)}",
    };

    /// <summary>The change key of the success of its payment.</summary>
    public string SuccessKey => $"payment/{Subject.PaymentId ?? Subject.Id}/succeeded";

    // Some providers number captures per payment.
    private string Prefix => Subject.Kind == SubjectKind.Capture
        ? $"payment/{Subject.PaymentId}/capture/{Subject.Id}"
        : $"{SubjectTexts.Of(Subject.Kind)}/{Subject.Id}";
}
