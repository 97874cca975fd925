namespace PayHooks.Verification.Descriptions.Model;

/// <summary>Where the object is named whose state an event of some type reports.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id.</param>
internal sealed record SubjectDescription(SubjectKind Kind, IReadOnlyList<FactSource> Id)
{
    /// <summary>The id of the payment that it belongs to.</summary>
    public IReadOnlyList<FactSource> Payment { get; init; } = [];

    /// <summary>What distinguishes attempts that end in the same state.</summary>
    public IReadOnlyList<FactSource> Attempt { get; init; } = [];

    /// <summary>All that was refunded of the payment so far.</summary>
    public IReadOnlyList<FactSource> RefundedTotal { get; init; } = [];

    /// <summary>Every source.</summary>
    public IEnumerable<FactSource> Sources => [.. Id, .. Payment, .. Attempt, .. RefundedTotal];
}
