using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PayHooks.Operations;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Runs an API operation. The host has authorized the caller by a key, or leaves that to <see cref="SignInGuard"/>.</summary>
internal sealed partial class ApiPipeline(
    IServiceProvider services, AuditTrail audit, Caller caller, ILogger<ApiPipeline> logger, SignInGuard? guard = null)
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);

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

        var operation = operations.FirstOrDefault(one => one.Methods.Contains(context.Request.Method, StringComparer.Ordinal));
        if (guard?.Check(context, (operation ?? operations[0]).Right) is { } missing)
        {
            await ProblemDetailsResponse.WriteAsync(context, missing.StatusCode, missing.Detail, missing.SignIn);
            return;
        }

        if (operation is null)
        {
            context.Response.Headers.Allow = string.Join(", ", operations.SelectMany(one => one.Methods));
            await ProblemDetailsResponse.WriteAsync(
                context, StatusCodes.Status405MethodNotAllowed, $"This path takes {context.Response.Headers.Allow}.");
            return;
        }

        if (UnknownParameter(context.Request.Query, operation) is { } unknown)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, unknown);
            return;
        }

        await AnswerAsync(context, operation);
    }

    private async Task AnswerAsync(HttpContext context, ApiOperation operation)
    {
        AuditEntry? entry = null;
        var isAborted = false;
        try
        {
            if (operation.Right != ApiRight.Read)
            {
                if (await RequestContent.ReadAsync(context, [.. operation.Members.Select(one => one.Name)]) is { } problem)
                {
                    await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, problem);
                    return;
                }

                // Without an entry, nothing is changed.
                entry = await audit.BeginAsync(EntryOf(context, operation), context.RequestAborted);
            }

            await operation.Answer(services, context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected, perhaps after the change was made.
            isAborted = true;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            LogFailed(logger, e, operation.Name);
            await ProblemDetailsResponse.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, "The store did not answer. Try again; the server's log has the reason.");
        }
        finally
        {
            if (entry is not null)
            {
                await EndAsync(entry, isAborted ? StatusCodes.Status499ClientClosedRequest : context.Response.StatusCode);
            }
        }
    }

    private static string? UnknownParameter(IQueryCollection query, ApiOperation operation)
    {
        string[] known = [.. operation.AllQuery.Select(one => one.Name)];
        return query.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase) && !IsKey(name)) is { } unknown
            ? $"The request has no parameter '{unknown}'. {(known.Length == 0 ? "It takes none." : $"Use {string.Join(", ", known)}.")}"
            : null;
    }

    // The key of a function, which Azure accepts in the query, and its name.
    private static bool IsKey(string name) =>
        string.Equals(name, "code", StringComparison.OrdinalIgnoreCase)
        || string.Equals(name, "clientId", StringComparison.OrdinalIgnoreCase);

    private AuditEntry EntryOf(HttpContext context, ApiOperation operation) => new()
    {
        Id = "",
        At = default,
        Who = caller.NameOf(context),
        Operation = operation.Name,
        Request = $"{context.Request.Method} {context.Request.Path}{QueryOf(context.Request)}",
        Content = RequestContent.Of(context).Json,
        Reason = RequestContent.ReasonOf(context),
    };

    private static QueryString QueryOf(HttpRequest request) => QueryString.Create(request.Query.Where(one => !IsKey(one.Key)));

    // The entry is there, without the status. The change was made, so the response is not replaced by an error.
    private async ValueTask EndAsync(AuditEntry entry, int status)
    {
        try
        {
            using var limit = new CancellationTokenSource(EndTimeout);
            await audit.EndAsync(entry, status, limit.Token);
        }
        catch (Exception e)
        {
            LogIncomplete(logger, e, entry.Operation, status);
        }
    }

    [LoggerMessage(EventId = 61, Level = LogLevel.Warning,
        Message = "The audit entry of {Operation} lacks the status {Status} of its response")]
    private static partial void LogIncomplete(ILogger logger, Exception error, string operation, int status);

    [LoggerMessage(EventId = 60, Level = LogLevel.Error, Message = "{Operation} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string operation);
}
