namespace PayHooks.Verification.Api;

/// <summary>
/// A provider's API as one source uses it: it finds what a webhook missed, and confirms what a webhook does not authenticate. Created by
/// <see cref="IWebhookProvider.CreateApi"/>; thread-safe. Each call is one request or a few, never a whole list.
/// </summary>
/// <remarks>Every call can throw <see cref="ProviderApiException"/>. Keys appear in no exception, log or trace.</remarks>
public interface IProviderApi
{
    /// <summary>What this API can do.</summary>
    ApiCapabilities Capabilities { get; }

    /// <summary>The registered webhook endpoints; null if the provider's API does not manage them.</summary>
    IEndpointApi? Endpoints => null;

    /// <summary>The deliveries, and the request to make one again; null if the provider's API has none.</summary>
    IRedeliveryApi? Redelivery => null;

    /// <summary>
    /// Whether <see cref="FindAsync"/> can look this up: an object of a kind that the API finds, with an id of a form that it takes. Where
    /// a provider has several APIs, an id says which one knows it.
    /// </summary>
    /// <param name="lookup">What to look up.</param>
    bool CanFind(ApiLookup lookup)
    {
        ArgumentNullException.ThrowIfNull(lookup);
        return Capabilities.Finds.Contains(lookup.Subject.Kind);
    }

    /// <summary>
    /// Reads one page of what happened in a window. A list that cannot be restricted ends after a whole page that is older than the
    /// window: a single old item may be out of order.
    /// </summary>
    /// <param name="window">The window; the same for all pages. Items outside of it may be returned, too.</param>
    /// <param name="cursor">The <see cref="ApiPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="NotSupportedException"><see cref="ApiCapabilities.Lists"/> is false.</exception>
    Task<ApiPage> ListAsync(ApiWindow window, string? cursor, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the present state of a payment, refund, capture, dispute or payout: usually one item. Empty if the provider does not know it.
    /// </summary>
    /// <param name="lookup">What to look up.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="NotSupportedException"><see cref="CanFind"/> is false.</exception>
    Task<IReadOnlyList<ApiItem>> FindAsync(ApiLookup lookup, CancellationToken cancellationToken);
}
