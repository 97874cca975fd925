namespace PayHooks.Verification.Descriptions.Model;

/// <summary>Whose state each event reports, and what is the same for all payments of the provider.</summary>
internal sealed record PaymentsDescription
{
    /// <summary>A description that names no subjects.</summary>
    public static readonly PaymentsDescription None = new();

    /// <summary>The subject of an event by its common type.</summary>
    public ByType<SubjectDescription> Subjects { get; init; } = new([]);

    /// <summary>The time of the change; empty when the body has none and changes are ordered by rank.</summary>
    public IReadOnlyList<FactSource> ChangedAt { get; init; } = [];

    /// <summary>
    /// Whether an event says that something happened, not only how an object is: the same state again is then another attempt.
    /// </summary>
    public bool ReportsEvents { get; init; } = true;

    /// <summary>Whether ids are only unique within live mode and within test mode.</summary>
    public bool HasIdsByMode { get; init; }

    /// <summary>Whether a paid payment can be called off.</summary>
    public bool VoidsPaid { get; init; }

    /// <summary>Whether several payments with one merchant reference are normal.</summary>
    public bool SharesReferences { get; init; }

    /// <summary>The rules for the engine.</summary>
    public PaymentRules Rules => new(OrdersByTime: ChangedAt.Count > 0, VoidsPaid, SharesReferences);
}
