using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Storage;

namespace PayHooks.AspNetCore.OpenApi;

/// <summary>
/// Serves the OpenAPI document. It is the same for every installation of a version and a kind of store, and contains neither data nor
/// settings.
/// </summary>
internal sealed class OpenApiEndpoint(IServiceProviderIsService services)
{
    /// <summary>The route in both hosts.</summary>
    public const string Route = "openapi.json";

    private readonly Lazy<byte[]> document = new(() => Encoding.UTF8.GetBytes(
        OpenApiDocument.Of(ApiOperations.Of(services.IsService(typeof(IStoreBackup)))).ToJsonString()));

    /// <summary>Returns the document.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "This path takes GET, HEAD.");
            return;
        }

        await JsonResponse.WriteAsync(context, document.Value);
    }
}
