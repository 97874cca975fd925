using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;

namespace PayHooks.AzureFunctions;

/// <summary>What the console shows beside the events. The platform lets in who has a function key (header <c>x-functions-key</c>).</summary>
public sealed class DashboardApi(IServiceProvider services)
{
    private readonly ConsoleApi api = services.GetRequiredService<ConsoleApi>();

    /// <summary>What happened in this instance, what waits, how each source fares.</summary>
    [Function("ShowOverview")]
    public Task OverviewAsync([HttpTrigger(AuthorizationLevel.Function, Route = ConsoleApi.OverviewRoute)] HttpRequest request) =>
        api.OverviewAsync(ContextOf(request));

    /// <summary>The last deliveries that this instance did not accept.</summary>
    [Function("ListRefusals")]
    public Task RefusalsAsync([HttpTrigger(AuthorizationLevel.Function, Route = ConsoleApi.RefusalsRoute)] HttpRequest request) =>
        api.RefusalsAsync(ContextOf(request));

    /// <summary>What the host can.</summary>
    [Function("DescribeHost")]
    public Task HostAsync([HttpTrigger(AuthorizationLevel.Function, Route = ConsoleApi.HostRoute)] HttpRequest request) =>
        api.HostAsync(ContextOf(request));

    /// <summary>Says that this host has no live stream: an instance knows only what it does itself.</summary>
    [Function("FollowEvents")]
    public Task StreamAsync([HttpTrigger(AuthorizationLevel.Function, Route = ConsoleApi.StreamRoute)] HttpRequest request) =>
        api.StreamAsync(ContextOf(request));

    private static HttpContext ContextOf(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.HttpContext;
    }
}
