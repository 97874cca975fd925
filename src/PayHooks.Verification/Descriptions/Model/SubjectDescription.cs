namespace PayHooks.Verification.Descriptions.Model;

/// <summary>Where an event contains the id of the object whose state it reports.</summary>
/// <param name="Kind">The kind of object.</param>
/// <param name="Id">The object's id.</param>
internal sealed record SubjectDescription(SubjectKind Kind, IReadOnlyList<FactSource> Id)
{
    /// <summary>The id of the payment that it belongs to.</summary>
    public IReadOnlyList<FactSource> Payment { get; init; } = [];

    /// <summary>A value that distinguishes attempts that end in the same state.</summary>
    public IReadOnlyList<FactSource> Attempt { get; init; } = [];

    /// <summary>The total refunded so far.</summary>
    public IReadOnlyList<FactSource> RefundedTotal { get; init; } = [];

    /// <summary>All sources.</summary>
    public IEnumerable<FactSource> Sources => [.. Id, .. Payment, .. Attempt, .. RefundedTotal];
}
