using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PayHooks.AspNetCore;

/// <summary>What every path of the operations API has in common, after the host has let the caller in.</summary>
internal sealed partial class ApiPipeline(ILogger<ApiPipeline> logger)
{
    /// <summary>The methods of a path that is read.</summary>
    public static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The methods of a path that changes something.</summary>
    public static readonly string[] Change = [HttpMethods.Post];

    /// <summary>The methods of a path that is read and can be emptied.</summary>
    public static readonly string[] ReadOrDelete = [.. Read, HttpMethods.Delete];

    /// <summary>Checks the request, answers it, and turns an outage into a 503.</summary>
    public async Task WriteAsync(HttpContext context, string[] methods, RequestDelegate operation)
    {
        if (ChangeGuard.Check(context.Request) is { } refusal)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status403Forbidden, refusal);
            return;
        }

        if (!methods.Contains(context.Request.Method, StringComparer.Ordinal))
        {
            context.Response.Headers.Allow = string.Join(", ", methods);
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, $"This path takes {context.Response.Headers.Allow}.");
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
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "The store did not answer. Try again; the server's log has the reason.");
        }
    }

    [LoggerMessage(EventId = 60, Level = LogLevel.Error, Message = "{Endpoint} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string? endpoint);
}
