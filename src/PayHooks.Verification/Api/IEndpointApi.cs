namespace PayHooks.Verification.Api;

/// <summary>
/// The webhook endpoints that are registered at a provider, as its API shows and changes them. Reached through
/// <see cref="IProviderApi.Endpoints"/>; thread-safe.
/// </summary>
/// <remarks>Every call can throw <see cref="ProviderApiException"/>. Keys and secrets appear in no exception, log or trace.</remarks>
public interface IEndpointApi
{
    /// <summary>What the API allows, and which events the source needs.</summary>
    EndpointRules Rules { get; }

    /// <summary>Reads all endpoints of the account.</summary>
    /// <param name="cancellationToken">Cancels the requests.</param>
    Task<IReadOnlyList<ApiEndpoint>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Creates an endpoint.</summary>
    /// <param name="wanted">The endpoint: all values except <see cref="EndpointChange.IsStored"/>.</param>
    /// <param name="cancellationToken">Cancels the request; the endpoint may still be created.</param>
    /// <returns>The endpoint, with its secret if the provider shows it now.</returns>
    Task<ApiEndpoint> CreateAsync(EndpointChange wanted, CancellationToken cancellationToken);

    /// <summary>Changes an endpoint.</summary>
    /// <param name="id">The provider's id of the endpoint.</param>
    /// <param name="change">The values to change; null leaves one as it is.</param>
    /// <param name="cancellationToken">Cancels the request; the change may still happen.</param>
    /// <exception cref="NotSupportedException"><see cref="EndpointRules.Changes"/> lacks it.</exception>
    Task UpdateAsync(string id, EndpointChange change, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the secret of an endpoint: the present one, or a new one that replaces it, depending on <see cref="EndpointRules.Secret"/>.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="NotSupportedException">The provider does not show it.</exception>
    Task<string> SecretAsync(ApiEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>Deletes an endpoint.</summary>
    /// <param name="id">The provider's id of the endpoint.</param>
    /// <param name="cancellationToken">Cancels the request; the endpoint may still be deleted.</param>
    /// <exception cref="NotSupportedException"><see cref="EndpointRules.Changes"/> lacks it.</exception>
    Task DeleteAsync(string id, CancellationToken cancellationToken);
}
