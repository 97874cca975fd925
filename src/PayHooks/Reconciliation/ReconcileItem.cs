namespace PayHooks.Reconciliation;

/// <summary>An item of a provider's API, as a run reports it. Amounts and references are left out: reports are not erased.</summary>
/// <param name="Outcome">The outcome.</param>
internal sealed record ReconcileItem(ReconcileOutcome Outcome)
{
    /// <summary>The kind of object, for example <c>payment</c>; null if the item reports none.</summary>
    public string? Kind { get; init; }

    /// <summary>The provider's id of the object, or null.</summary>
    public string? Id { get; init; }

    /// <summary>The provider's id of the payment that it belongs to, or null.</summary>
    public string? Payment { get; init; }

    /// <summary>The common type.</summary>
    public string? Type { get; init; }

    /// <summary>The provider's own type or status.</summary>
    public string? ProviderType { get; init; }

    /// <summary>The event that it is or would be.</summary>
    public string? Event { get; init; }

    /// <summary>Whether it was enqueued, or would have been without <c>dryRun</c>.</summary>
    public bool Enqueued { get; init; }

    /// <summary>What was found, in words.</summary>
    public string? Detail { get; init; }

    /// <summary>Describes an item by its facts.</summary>
    public static ReconcileItem Of(ReconcileOutcome outcome, EventFacts facts, string? eventId, string? detail = null) => new(outcome)
    {
        Kind = facts.Subject is { } subject ? Payments.SubjectTexts.Of(subject.Kind) : null,
        Id = facts.Subject?.Id ?? facts.Resource.Id,
        Payment = facts.Subject is { Kind: SubjectKind.Payment } payment ? payment.Id : facts.Subject?.PaymentId,
        Type = facts.Type,
        ProviderType = facts.ProviderType,
        Event = eventId,
        Detail = detail,
    };
}
