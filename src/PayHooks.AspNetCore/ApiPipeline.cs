using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PayHooks.AspNetCore;

/// <summary>Runs an API operation after the host has authorized the caller.</summary>
internal sealed partial class ApiPipeline(IServiceProvider services, ILogger<ApiPipeline> logger)
{
    /// <summary>Checks the request, handles it, and turns an outage into a 503.</summary>
    /// <param name="context">The request.</param>
    /// <param name="operations">The operations of the route; the request's method selects one.</param>
    public async Task RunAsync(HttpContext context, params IReadOnlyList<ApiOperation> operations)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (OriginGuard.Check(context.Request) is { } refusal)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status403Forbidden, refusal);
            return;
        }

        if (operations.FirstOrDefault(one => one.Methods.Contains(context.Request.Method, StringComparer.Ordinal)) is not { } operation)
        {
            context.Response.Headers.Allow = string.Join(", ", operations.SelectMany(one => one.Methods));
            await ProblemDetailsResponse.WriteAsync(
                context, StatusCodes.Status405MethodNotAllowed, $"This path takes {context.Response.Headers.Allow}.");
            return;
        }

        try
        {
            await operation.Answer(services, context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            LogFailed(logger, e, operation.Name);
            await ProblemDetailsResponse.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, "The store did not answer. Try again; the server's log has the reason.");
        }
    }

    [LoggerMessage(EventId = 60, Level = LogLevel.Error, Message = "{Operation} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string operation);
}
