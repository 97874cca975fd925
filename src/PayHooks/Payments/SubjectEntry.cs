namespace PayHooks.Payments;

/// <summary>One event in a subject's row: of the subject itself, or of a refund, capture or dispute of a payment.</summary>
internal sealed record SubjectEntry
{
    /// <summary>The event.</summary>
    public required string EventId { get; init; }

    /// <summary>The kind of the object that the event reports.</summary>
    public required SubjectKind Kind { get; init; }

    /// <summary>The provider's id of that object.</summary>
    public required string Id { get; init; }

    /// <summary>The state that it reports.</summary>
    public required SubjectState State { get; init; }

    /// <summary>When the state changed; in a source ordered by rank, null.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>When the event was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The event's amount, or the running total of refunds.</summary>
    public Amount? Amount { get; init; }

    /// <summary>How far the event was authenticated.</summary>
    public required VerificationLevel Level { get; init; }

    /// <summary>The change that it reports; null for an object whose changes another row holds.</summary>
    public string? ChangeKey { get; init; }

    /// <summary>What it did here; null for an object whose changes another row holds.</summary>
    public Effect? Effect { get; init; }

    /// <summary>The flags that appeared with it.</summary>
    public PaymentFlags Raised { get; init; }

    /// <summary>Whether it can move the state: events that are authenticated in part or not at all cannot.</summary>
    public bool IsConfirmed => Level >= VerificationLevel.Credentials;
}

/// <summary>The event that made a change.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Level">How far it was authenticated.</param>
/// <param name="Amount">Its amount.</param>
/// <param name="Difference">For a running total of refunds: by how much it grew.</param>
/// <param name="TakenOverFrom">The less verified event that had made the change before, or null.</param>
internal sealed record ChangeOwner(string EventId, VerificationLevel Level, Amount? Amount, decimal? Difference, string? TakenOverFrom);
