namespace PayHooks.Verification.Api;

/// <summary>
/// The deliveries that a provider has made to a webhook endpoint, and the request to make one again: signed, and received like any other.
/// Reached through <see cref="IProviderApi.Redelivery"/>; thread-safe.
/// </summary>
/// <remarks>Every call can throw <see cref="ProviderApiException"/>. Keys appear in no exception, log or trace.</remarks>
public interface IRedeliveryApi
{
    /// <summary>How far back deliveries are listed; null if the provider does not say.</summary>
    TimeSpan? MaxAge { get; }

    /// <summary>Reads one page of the deliveries in a window. Deliveries outside of it may be returned, too.</summary>
    /// <param name="endpoint">The provider's id of the endpoint.</param>
    /// <param name="window">The window; the same for all pages.</param>
    /// <param name="cursor">The <see cref="ApiDeliveryPage.Next"/> of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<ApiDeliveryPage> ListAsync(string endpoint, ApiWindow window, string? cursor, CancellationToken cancellationToken);

    /// <summary>Asks for a delivery to be made again. Returns why the provider does not, or null.</summary>
    /// <param name="endpoint">The provider's id of the endpoint.</param>
    /// <param name="delivery">The provider's id of the delivery.</param>
    /// <param name="cancellationToken">Cancels the request; it may still be made.</param>
    Task<string?> RedeliverAsync(string endpoint, string delivery, CancellationToken cancellationToken);
}

/// <summary>A delivery that a provider has made or is making.</summary>
/// <param name="Id">The provider's id of it.</param>
/// <param name="Event">The provider's id of the event, which all deliveries of it share.</param>
public sealed record ApiDelivery(string Id, string Event)
{
    /// <summary>What became of it.</summary>
    public ApiDeliveryState State { get; init; }

    /// <summary>When it was made (UTC); null if the provider does not say.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The provider's own type of the event, or null.</summary>
    public string? Type { get; init; }

    /// <summary>Whether it can be made again.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>The body that was sent; null if the list does not contain it.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }
}

/// <summary>What became of a delivery.</summary>
public enum ApiDeliveryState
{
    /// <summary>The provider has given up.</summary>
    Failed = 0,

    /// <summary>The provider is still trying.</summary>
    Pending = 1,

    /// <summary>The provider counts it as delivered.</summary>
    Delivered = 2,
}

/// <summary>A page of deliveries.</summary>
/// <param name="Deliveries">The deliveries, in the provider's order.</param>
/// <param name="Next">The cursor of the next page; null after the last one.</param>
public sealed record ApiDeliveryPage(IReadOnlyList<ApiDelivery> Deliveries, string? Next);
