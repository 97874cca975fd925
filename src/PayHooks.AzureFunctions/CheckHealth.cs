using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;

namespace PayHooks.AzureFunctions;

/// <summary><c>/health</c>: anonymous, without details.</summary>
public sealed class CheckHealth(IServiceProvider services)
{
    private readonly HealthEndpoint endpoint = services.GetRequiredService<HealthEndpoint>();

    /// <summary>Forwards the request to the endpoint.</summary>
    [Function(nameof(CheckHealth))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = HealthEndpoint.Route)] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return endpoint.AnswerAsync(request.HttpContext);
    }
}
