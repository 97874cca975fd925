using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;

namespace PayHooks.AzureFunctions;

/// <summary><c>/webhooks/{source}</c>: anonymous, because the provider's signature authenticates the request.</summary>
public sealed class ReceiveWebhook(IServiceProvider services)
{
    private readonly WebhookEndpoint endpoint = services.GetRequiredService<WebhookEndpoint>();

    /// <summary>Forwards the request to the endpoint. No methods are listed, because the platform would then respond to others with 404
    /// instead of 405.</summary>
    [Function(nameof(ReceiveWebhook))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = WebhookEndpoint.Route)] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return endpoint.HandleAsync(request.HttpContext);
    }
}
