using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PayHooks.AspNetCore;

/// <summary>
/// The paths of the operations API. The guard is part of each endpoint, not a check of path prefixes before them, so that no
/// spelling of a path gets around it.
/// </summary>
internal sealed class ApiRoutes(AdminGuard guard, OperationsApi operations, ConsoleApi console)
{
    /// <summary>Adds them to the server.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, OperationsApi.ListRoute, operations.ListAsync);
        Map(routes, OperationsApi.ShowRoute, operations.ShowAsync);
        Map(routes, OperationsApi.BodyRoute, operations.BodyAsync);
        Map(routes, OperationsApi.ReplayRoute, operations.ReplayAsync);
        Map(routes, OperationsApi.StatsRoute, operations.StatsAsync);
        Map(routes, OperationsApi.SourcesRoute, operations.SourcesAsync);
        Map(routes, ConsoleApi.OverviewRoute, console.OverviewAsync);
        Map(routes, ConsoleApi.RefusalsRoute, console.RefusalsAsync);
        Map(routes, ConsoleApi.HostRoute, console.HostAsync);
        Map(routes, ConsoleApi.StreamRoute, console.StreamAsync);
        Map(routes, OperationsApi.RestRoute, OperationsApi.NothingAsync);
    }

    private void Map(IEndpointRouteBuilder routes, string pattern, RequestDelegate operation) => routes.Map(
        pattern,
        context => guard.Check(context) is { } refusal
            ? ProblemDetailsResponse.WriteAsync(context, refusal.StatusCode, refusal.Detail)
            : operation(context));
}
