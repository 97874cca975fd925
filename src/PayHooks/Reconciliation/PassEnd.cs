using PayHooks.Verification.Api;

namespace PayHooks.Reconciliation;

/// <summary>How a pass ended.</summary>
internal sealed record PassEnd
{
    /// <summary>Whether everything was read.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Whether another run took the lease.</summary>
    public bool IsSuperseded { get; init; }

    /// <summary>The page at which the next run continues; null for the first.</summary>
    public string? Cursor { get; init; }

    /// <summary>The request that failed, or null.</summary>
    public ProviderApiException? Failure { get; init; }

    /// <summary>Why it reached a limit and what to do, for a person; null if it did not.</summary>
    public string? Reason { get; init; }
}
