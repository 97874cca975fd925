using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore.OpenApi;
using PayHooks.Hosting;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Maps the endpoints of PayHooks.</summary>
public static class PayHooksEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>webhooks/{source}</c>, <c>health</c>, the operations API under <c>api</c>, its description at <c>openapi.json</c>, and the
    /// console at <c>console</c>. On a route group (<c>app.MapGroup("/payments").MapPayHooks()</c>) all of them start with its prefix.
    /// </summary>
    /// <remarks>
    /// Webhooks and <c>health</c> allow anonymous callers regardless of the app's authorization policies: webhooks are authenticated by
    /// the provider's signature. The API requires <c>PayHooks__AdminKey</c> in the header <c>x-functions-key</c>; without it, API and
    /// console answer only direct requests from the same machine. The app's own authorization applies to both in addition.
    /// </remarks>
    /// <param name="endpoints">The app, or a group of routes.</param>
    /// <returns>A builder that adds conventions to all endpoints, for example <c>RequireHost</c>.</returns>
    /// <exception cref="InvalidOperationException"><c>builder.AddPayHooks()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapPayHooks(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        if (services.GetRequiredService<IServiceProviderIsService>() is var registered
            && (!registered.IsService(typeof(StartupCheck)) || !registered.IsService(typeof(AdminGuard))))
        {
            throw new InvalidOperationException(
                "MapPayHooks needs the services of PayHooks. Call builder.AddPayHooks() before builder.Build().");
        }

        var routes = endpoints.MapGroup("");
        MapAnonymous<WebhookEndpoint>(routes, WebhookEndpoint.Route, static (endpoint, context) => endpoint.HandleAsync(context));
        MapAnonymous<HealthEndpoint>(routes, HealthEndpoint.Route, static (endpoint, context) => endpoint.AnswerAsync(context));
        MapApi(routes);
        MapConsole(routes, ConsoleFiles.Route);
        MapOpenApi(routes);
        return routes;
    }

    /// <summary>
    /// Maps additional endpoints for a dedicated server: the console at the root, and a guarded 404 for every other path under
    /// <c>api</c>, so that a caller without the key does not learn which paths exist.
    /// </summary>
    internal static void MapPayHooksRoot(this IEndpointRouteBuilder routes)
    {
        MapGuarded(
            routes, "api/{**rest}",
            static context => ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status404NotFound, "There is nothing at this path."));
        MapConsole(routes, "/", static context =>
        {
            // A webhook request without its path gets 404, like any other path without a source.
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    private static void MapConsole(IEndpointRouteBuilder routes, string route, RequestDelegate? otherMethods = null)
    {
        var guard = new Lazy<AdminGuard>(routes.ServiceProvider.GetRequiredService<AdminGuard>);
        var files = new Lazy<ConsoleFiles>(routes.ServiceProvider.GetRequiredService<ConsoleFiles>);
        routes.Map(route, context =>
        {
            if (otherMethods is not null && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            {
                return otherMethods(context);
            }

            return guard.Value.CheckPlace(context) is { } refusal
                ? ProblemDetailsResponse.WriteAsync(context, refusal.StatusCode, refusal.Detail)
                : files.Value.AnswerAsync(context);
        });
    }

    // It has no data, so it needs no key. As the console, it is reachable only from where the API is.
    private static void MapOpenApi(IEndpointRouteBuilder routes)
    {
        var guard = new Lazy<AdminGuard>(routes.ServiceProvider.GetRequiredService<AdminGuard>);
        var document = new Lazy<OpenApiEndpoint>(routes.ServiceProvider.GetRequiredService<OpenApiEndpoint>);
        routes.Map(OpenApiEndpoint.Route, context => guard.Value.CheckPlace(context) is { } refusal
            ? ProblemDetailsResponse.WriteAsync(context, refusal.StatusCode, refusal.Detail)
            : document.Value.AnswerAsync(context));
    }

    private static void MapApi(IEndpointRouteBuilder routes)
    {
        var pipeline = new Lazy<ApiPipeline>(routes.ServiceProvider.GetRequiredService<ApiPipeline>);
        var hasBackup = routes.ServiceProvider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IStoreBackup));
        var all = ApiOperations.Of(hasBackup);
        foreach (var operations in all.GroupBy(one => one.Route, (route, some) => (Route: route, All: some.ToArray())))
        {
            MapGuarded(routes, operations.Route, context => pipeline.Value.RunAsync(context, operations.All));
        }
    }

    // The guard is part of each endpoint rather than a check of path prefixes, so that no spelling of a path bypasses it.
    private static void MapGuarded(IEndpointRouteBuilder routes, string route, RequestDelegate answer)
    {
        var guard = new Lazy<AdminGuard>(routes.ServiceProvider.GetRequiredService<AdminGuard>);
        routes.Map(route, context => guard.Value.Check(context) is { } refusal
            ? ProblemDetailsResponse.WriteAsync(context, refusal.StatusCode, refusal.Detail)
            : answer(context));
    }

    // Resolved on the first request: by then, startup has reported a missing store with its fix.
    private static void MapAnonymous<TEndpoint>(IEndpointRouteBuilder routes, string route, Func<TEndpoint, HttpContext, Task> answer)
        where TEndpoint : notnull
    {
        var endpoint = new Lazy<TEndpoint>(routes.ServiceProvider.GetRequiredService<TEndpoint>);
        routes.Map(route, context => answer(endpoint.Value, context)).AllowAnonymous();
    }
}
