namespace PayHooks.Verification.Api;

/// <summary>An item that a provider's API returned.</summary>
/// <param name="Body">
/// The item in the format of the provider's webhook, so that <see cref="IWebhookProvider.Read"/> reads the same facts from it.
/// </param>
public sealed record ApiItem(ReadOnlyMemory<byte> Body)
{
    /// <summary>The webhook headers that the provider reads (<see cref="IWebhookProvider.RetainedHeaders"/>).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>
    /// Whether the body has the identity of the webhook that reports the same, because it contains the provider's event id or all that
    /// the identity is built from. Otherwise only its subject and state tell whether the webhook arrived.
    /// </summary>
    public bool HasWebhookIdentity { get; init; }

    /// <summary>When it was created or last changed, as the list is restricted (UTC); null if the API does not say.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>A page of a list.</summary>
/// <param name="Items">The items, in the provider's order.</param>
/// <param name="Next">The cursor of the next page; null after the last one.</param>
public sealed record ApiPage(IReadOnlyList<ApiItem> Items, string? Next);

/// <summary>The time that a list is restricted to.</summary>
/// <param name="From">The start (UTC).</param>
/// <param name="Until">The end (UTC).</param>
public sealed record ApiWindow(DateTimeOffset From, DateTimeOffset Until);

/// <summary>What <see cref="IProviderApi.FindAsync"/> looks up.</summary>
/// <param name="Subject">The object. Its ids may come from an unauthenticated body: escape them.</param>
public sealed record ApiLookup(Subject Subject)
{
    /// <summary>
    /// The provider's id of the event that is in question, or null. Where the provider's API knows events, the event itself is returned.
    /// </summary>
    public string? ProviderEventId { get; init; }

    /// <summary>The merchant's reference, or null.</summary>
    public string? MerchantReference { get; init; }

    /// <summary>Live or test mode; null if unknown.</summary>
    public bool? Livemode { get; init; }
}
