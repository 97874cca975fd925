using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;

namespace PayHooks.AzureFunctions;

/// <summary>The operations API. The platform lets in who has a function key (header <c>x-functions-key</c>).</summary>
public sealed class OperateEvents(IServiceProvider services)
{
    private readonly OperationsApi api = services.GetRequiredService<OperationsApi>();

    /// <summary>Events newest first.</summary>
    [Function("ListEvents")]
    public Task ListAsync([HttpTrigger(AuthorizationLevel.Function, Route = OperationsApi.ListRoute)] HttpRequest request) =>
        api.ListAsync(ContextOf(request));

    /// <summary>One event.</summary>
    [Function("ShowEvent")]
    public Task ShowAsync([HttpTrigger(AuthorizationLevel.Function, Route = OperationsApi.ShowRoute)] HttpRequest request) =>
        api.ShowAsync(ContextOf(request));

    /// <summary>An event's body, byte for byte; DELETE erases it.</summary>
    [Function("DownloadBody")]
    public Task BodyAsync([HttpTrigger(AuthorizationLevel.Function, Route = OperationsApi.BodyRoute)] HttpRequest request) =>
        api.BodyAsync(ContextOf(request));

    /// <summary>Asks for an event to run again.</summary>
    [Function("ReplayEvent")]
    public Task ReplayAsync([HttpTrigger(AuthorizationLevel.Function, Route = OperationsApi.ReplayRoute)] HttpRequest request) =>
        api.ReplayAsync(ContextOf(request));

    /// <summary>The figures.</summary>
    [Function("ShowStats")]
    public Task StatsAsync([HttpTrigger(AuthorizationLevel.Function, Route = OperationsApi.StatsRoute)] HttpRequest request) =>
        api.StatsAsync(ContextOf(request));

    /// <summary>The sources, and how each stands.</summary>
    [Function("ListSources")]
    public Task SourcesAsync([HttpTrigger(AuthorizationLevel.Function, Route = OperationsApi.SourcesRoute)] HttpRequest request) =>
        api.SourcesAsync(ContextOf(request));

    private static HttpContext ContextOf(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.HttpContext;
    }
}
