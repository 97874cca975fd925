using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;

namespace PayHooks.AzureFunctions;

/// <summary><c>/webhooks/{source}</c>: open to everybody, since the provider's signature is the key.</summary>
public sealed class ReceiveWebhook(IServiceProvider services)
{
    private readonly WebhookEndpoint endpoint = services.GetRequiredService<WebhookEndpoint>();

    /// <summary>Hands the request to the endpoint. No list of methods: with one, the platform answers others with 404 instead of
    /// 405.</summary>
    [Function(nameof(ReceiveWebhook))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = WebhookEndpoint.Route)] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return endpoint.HandleAsync(request.HttpContext);
    }
}
