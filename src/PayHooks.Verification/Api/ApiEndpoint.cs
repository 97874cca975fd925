namespace PayHooks.Verification.Api;

/// <summary>A webhook endpoint that is registered at a provider.</summary>
/// <param name="Id">The provider's id of it.</param>
/// <param name="Url">The URL that the provider calls.</param>
public sealed record ApiEndpoint(string Id, string Url)
{
    /// <summary>Whether the provider sends to it; null if the provider does not say.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The event types that are sent, in the provider's words; null if the provider does not say.</summary>
    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>Its secret, if the response contains it; null otherwise.</summary>
    public string? Secret { get; init; }

    /// <summary>
    /// Whether it was created by a registration that did not finish, so that its secret, which is shown only once, may not be stored.
    /// </summary>
    public bool IsUnfinished { get; init; }

    /// <summary>The endpoint without its secret, and without the query of its URL, which may contain a key.</summary>
    public override string ToString() => $"{nameof(ApiEndpoint)} {{ Id = {Id}, Url = {ShownUrl.Of(Url)}, Enabled = {Enabled} }}";
}

/// <summary>What is to be changed about an endpoint; null leaves a value as it is.</summary>
public sealed record EndpointChange
{
    /// <summary>The URL.</summary>
    public string? Url { get; init; }

    /// <summary>The event types, all of them.</summary>
    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>Whether the provider sends to it.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The secret, where <see cref="EndpointSecret.Chosen"/>.</summary>
    public string? Secret { get; init; }

    /// <summary>Whether its secret is stored from now on, so that the registration is finished.</summary>
    public bool IsStored { get; init; }

    /// <summary>The change without the secret, and without the query of the URL, which may contain a key.</summary>
    public override string ToString() =>
        $"{nameof(EndpointChange)} {{ Url = {(Url is null ? null : ShownUrl.Of(Url))}, Enabled = {Enabled} }}";
}
