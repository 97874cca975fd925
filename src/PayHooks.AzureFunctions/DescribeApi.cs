using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore.OpenApi;

namespace PayHooks.AzureFunctions;

/// <summary><c>/openapi.json</c>: the OpenAPI document of the API, anonymous because it contains neither data nor settings.</summary>
public sealed class DescribeApi(IServiceProvider services)
{
    private readonly OpenApiEndpoint document = services.GetRequiredService<OpenApiEndpoint>();

    /// <summary>Serves the document.</summary>
    [Function(nameof(DescribeApi))]
    public Task RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = OpenApiEndpoint.Route)] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return document.AnswerAsync(request.HttpContext);
    }
}
