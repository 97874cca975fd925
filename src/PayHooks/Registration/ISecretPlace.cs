namespace PayHooks.Registration;

/// <summary>Where a source reads its secrets, or where a person takes a new one from.</summary>
internal interface ISecretPlace
{
    /// <summary>
    /// A secret that a registration chose and stored before it ended, so that no endpoint has it yet; null if there is none. It may be in
    /// use if the source has an endpoint.
    /// </summary>
    string? Unused { get; }

    /// <summary>Proves that what the plan stores can be stored: a provider may show a secret only once.</summary>
    /// <exception cref="IOException">It cannot be stored.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be stored.</exception>
    ValueTask ProveAsync(EndpointPlan plan, CancellationToken cancellationToken);

    /// <summary>Stores a secret as the last one of the source. It is durable on return.</summary>
    ValueTask StoreAsync(string secret, CancellationToken cancellationToken);

    /// <summary>Stores the URL that is registered, for a source whose provider signs it.</summary>
    ValueTask StoreUrlAsync(string url, CancellationToken cancellationToken);
}
