using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace PayHooks.Cli.Server;

/// <summary>
/// What every path of the API has in common. The guard is part of each endpoint, not a check of path prefixes before them, so
/// that no spelling of a path gets around it.
/// </summary>
internal sealed partial class ApiRoutes(AdminGuard guard, ILogger<ApiRoutes> logger)
{
    /// <summary>Adds a path that is read.</summary>
    public void Get(IEndpointRouteBuilder routes, string pattern, RequestDelegate operation) =>
        Map(routes, pattern, operation, HttpMethods.Get, HttpMethods.Head);

    /// <summary>Adds a path that changes something.</summary>
    public void Post(IEndpointRouteBuilder routes, string pattern, RequestDelegate operation) =>
        Map(routes, pattern, operation, HttpMethods.Post);

    /// <summary>Adds what answers on every other path below <c>/api</c>.</summary>
    public void Rest(IEndpointRouteBuilder routes) =>
        Map(routes, "/api/{**rest}", context => ProblemAnswer.WriteAsync(context, StatusCodes.Status404NotFound, "There is nothing at this path."));

    private void Map(IEndpointRouteBuilder routes, string pattern, RequestDelegate operation, params string[] methods) =>
        routes.Map(pattern, context => AnswerAsync(context, operation, methods));

    private async Task AnswerAsync(HttpContext context, RequestDelegate operation, string[] methods)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        if (guard.Check(context) is { } refusal)
        {
            await ProblemAnswer.WriteAsync(context, refusal.StatusCode, refusal.Detail);
            return;
        }

        if (methods.Length > 0 && !methods.Contains(context.Request.Method, StringComparer.Ordinal))
        {
            headers.Allow = string.Join(", ", methods);
            await ProblemAnswer.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, $"This path takes {headers.Allow}.");
            return;
        }

        try
        {
            await operation(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller went away.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            LogFailed(logger, e, context.GetEndpoint()?.DisplayName);
            await ProblemAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "The store did not answer. Try again; the server's log has the reason.");
        }
    }

    [LoggerMessage(EventId = 62, Level = LogLevel.Error, Message = "{Endpoint} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string? endpoint);
}
