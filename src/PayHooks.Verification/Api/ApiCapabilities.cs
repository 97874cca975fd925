namespace PayHooks.Verification.Api;

/// <summary>What a provider's API can do, from its documentation.</summary>
public sealed record ApiCapabilities
{
    /// <summary>Whether <see cref="IProviderApi.ListAsync"/> works.</summary>
    public bool Lists { get; init; }

    /// <summary>The kinds that <see cref="IProviderApi.FindAsync"/> can look up.</summary>
    public IReadOnlySet<SubjectKind> Finds { get; init; } = new HashSet<SubjectKind>();

    /// <summary>
    /// Whether items are the provider's events, with the ids that webhooks carry, or deliveries of them. Otherwise they are objects in
    /// their present state.
    /// </summary>
    public bool ListsEvents { get; init; }

    /// <summary>The time by which the list can be restricted.</summary>
    public ApiTimeFilter Filter { get; init; }

    /// <summary>
    /// Whether the list has everything that webhooks of the source report in a window, so that a payment that it does not name is unknown
    /// to the provider, or has changed since.
    /// </summary>
    public bool IsComplete { get; init; }

    /// <summary>How long after its creation an item can change at most; null if the provider does not say.</summary>
    public TimeSpan? LongestLife { get; init; }

    /// <summary>How far back the list goes; null if the provider does not say.</summary>
    public TimeSpan? MaxAge { get; init; }
}

/// <summary>The time by which a list can be restricted.</summary>
public enum ApiTimeFilter
{
    /// <summary>The list cannot be restricted. It is read newest first until its items are older than the window.</summary>
    None = 0,

    /// <summary>When an item was created: a change of an object is found only in a window that reaches back to its creation.</summary>
    Created = 1,

    /// <summary>When an item last changed.</summary>
    Updated = 2,
}
