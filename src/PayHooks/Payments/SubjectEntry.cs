using System.Text.Json.Serialization;

namespace PayHooks.Payments;

/// <summary>An event in a subject's row: of the subject itself, or of a refund, capture or dispute of a payment.</summary>
internal sealed record SubjectEntry
{
    /// <summary>The event.</summary>
    public required string EventId { get; init; }

    /// <summary>The kind of object that the event reports.</summary>
    public required SubjectKind Kind { get; init; }

    /// <summary>The provider's id of that object.</summary>
    public required string Id { get; init; }

    /// <summary>The state that the event reports.</summary>
    public required SubjectState State { get; init; }

    /// <summary>When the state changed; null in a source ordered by rank.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>When the event was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The event's amount, or the running total of refunds.</summary>
    public Amount? Amount { get; init; }

    /// <summary>The verification level.</summary>
    public required VerificationLevel Level { get; init; }

    /// <summary>The change that the event reports; null for an object whose changes are in another row.</summary>
    public string? ChangeKey { get; init; }

    /// <summary>The event's effect on this row; null for an object whose changes are in another row.</summary>
    public Effect? Effect { get; init; }

    /// <summary>The flags that the event raised.</summary>
    public PaymentFlags Raised { get; init; }

    /// <summary>Whether the event can change the state: partly authenticated and unauthenticated events cannot.</summary>
    public bool IsConfirmed => Level >= VerificationLevel.Credentials;
}

/// <summary>The event that made a change.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Level">The verification level.</param>
/// <param name="Amount">Its amount.</param>
/// <param name="Difference">For a running refund total: the increase.</param>
/// <param name="TakenOverFrom">The less verified event that made the change before, or null.</param>
internal sealed record ChangeOwner(string EventId, VerificationLevel Level, Amount? Amount, decimal? Difference, string? TakenOverFrom)
{
    /// <summary>
    /// Whether the event has been a dead letter. Another notice of the change then looks at its record; without this mark it need not.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool WasDead { get; init; }

    /// <summary>Whether the event adds its payment to the row of the payment's reference, so that other notices of it need not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsReferenced { get; init; }
}
