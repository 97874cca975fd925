namespace PayHooks.Verification.Descriptions.Model;

/// <summary>The subject of each event, and rules that apply to all payments of the provider.</summary>
internal sealed record PaymentsDescription
{
    /// <summary>A description without subjects.</summary>
    public static readonly PaymentsDescription None = new();

    /// <summary>The subject of an event by its common type.</summary>
    public ByType<SubjectDescription> Subjects { get; init; } = new([]);

    /// <summary>The time of the change; empty if the body has none, in which case changes are ordered by rank.</summary>
    public IReadOnlyList<FactSource> ChangedAt { get; init; } = [];

    /// <summary>
    /// Whether an event reports an occurrence rather than an object's current state; the same state again is then another attempt.
    /// </summary>
    public bool ReportsEvents { get; init; } = true;

    /// <summary>Whether ids are unique only within live mode and within test mode.</summary>
    public bool HasIdsByMode { get; init; }

    /// <summary>Whether a paid payment can be voided.</summary>
    public bool VoidsPaid { get; init; }

    /// <summary>Whether several payments may share one merchant reference.</summary>
    public bool SharesReferences { get; init; }

    /// <summary>The rules that the engine applies.</summary>
    public PaymentRules Rules => new(OrdersByTime: ChangedAt.Count > 0, VoidsPaid, SharesReferences);
}
