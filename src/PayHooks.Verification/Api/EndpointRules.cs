namespace PayHooks.Verification.Api;

/// <summary>What a provider's API allows for endpoints, and which events a source needs.</summary>
public sealed record EndpointRules
{
    /// <summary>The event types that the source understands, in the provider's words; empty if an endpoint gets everything.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Those of them without which payments, refunds or disputes would be missed.</summary>
    public IReadOnlyList<string> RequiredEvents { get; init; } = [];

    /// <summary>The word for all event types; null if there is none.</summary>
    public string? EveryEvent { get; init; }

    /// <summary>Whether an endpoint is for one event type, so that a source needs several.</summary>
    public bool IsOnePerEvent { get; init; }

    /// <summary>Where the secret of an endpoint comes from.</summary>
    public EndpointSecret Secret { get; init; }

    /// <summary>What a secret that is <see cref="EndpointSecret.Chosen"/> begins with: the user of <c>user:password</c>.</summary>
    public string SecretPrefix { get; init; } = "";

    /// <summary>The largest number of characters of a secret that is <see cref="EndpointSecret.Chosen"/>.</summary>
    public int SecretLength { get; init; } = 200;

    /// <summary>What can be changed.</summary>
    public EndpointChanges Changes { get; init; }

    /// <summary>Whether <see cref="IEndpointApi.CreateAsync"/> can create an endpoint to which nothing is sent yet.</summary>
    public bool CanStartDisabled { get; init; }

    /// <summary>Whether an update replaces what it leaves out, so that it has to contain everything, also the secret.</summary>
    public bool UpdatesWhole { get; init; }

    /// <summary>Whether an endpoint says that it is unfinished until <see cref="EndpointChange.IsStored"/>.</summary>
    public bool MarksUnfinished { get; init; }

    /// <summary>Whether the URL is signed, so that the source has to know exactly the URL that is registered.</summary>
    public bool SignsUrl { get; init; }

    /// <summary>The URL that the source's settings name for that; null for the URL of each request.</summary>
    public string? Url { get; init; }

    /// <summary>What the settings lack for the endpoints of this source, with the fix; null if nothing is missing.</summary>
    public string? Missing { get; init; }
}

/// <summary>Where the secret of an endpoint comes from.</summary>
public enum EndpointSecret
{
    /// <summary>An endpoint has none of its own: another key of the account signs.</summary>
    None = 0,

    /// <summary>Chosen when the endpoint is created. It cannot be read.</summary>
    Chosen = 1,

    /// <summary>The provider makes it, and shows it once: when the endpoint is created.</summary>
    ToldOnce = 2,

    /// <summary>The provider makes it, and it can be read at any time.</summary>
    Readable = 3,

    /// <summary>The provider makes a new one on request, and shows only that.</summary>
    Renewed = 4,
}

/// <summary>What can be changed about an endpoint.</summary>
[Flags]
public enum EndpointChanges
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The event types.</summary>
    Events = 1,

    /// <summary>Whether it is enabled.</summary>
    Enabled = 2,

    /// <summary>The secret.</summary>
    Secret = 4,

    /// <summary>It can be deleted.</summary>
    Delete = 8,
}
