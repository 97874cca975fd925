using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;
using PayHooks.Receiving;

namespace PayHooks.Http;

/// <summary><c>POST /webhooks/{source}</c>: hands the request to the receiver and its answer to the provider.</summary>
public sealed partial class WebhookEndpoint(WebhookReceiver receiver, ILogger<WebhookEndpoint> logger)
{
    /// <summary>The route of both hosts; any method, since a wrong one is answered here.</summary>
    public const string Route = "webhooks/{source}";

    /// <summary>Receives the delivery and writes the answer.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (request, response) = (context.Request, context.Response);
        if (!HttpMethods.IsPost(request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = HttpMethods.Post;
            return;
        }

        ReceiveResult result;
        try
        {
            result = await receiver.ReceiveAsync(
                new ReceiveRequest
                {
                    Source = (string)request.RouteValues["source"]!,
                    Header = name => request.Headers[name],
                    Body = request.Body,
                    ContentLength = request.ContentLength,
                    Url = request.GetEncodedUrl,
                },
                context.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            // The body broke the rules of HTTP on its way (malformed chunks, too slow): the sender's fault, so never 5xx.
            LogBroken(logger, e.StatusCode, e.Message);
            if (!context.RequestAborted.IsCancellationRequested)
            {
                response.StatusCode = e.StatusCode;
                response.Headers.Connection = "close";
            }

            return;
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionResetException or ConnectionAbortedException)
        {
            // The caller went away before it had sent everything; nobody is left to answer.
            LogAborted(logger);
            return;
        }

        ReceiveLog.Log(logger, result);
        response.StatusCode = result.StatusCode;
        foreach (var (name, value) in result.Headers)
        {
            response.Headers.Append(name, value);
        }

        if (result.Body.Length > 0)
        {
            response.ContentType = "text/plain; charset=utf-8";
            await response.WriteAsync(result.Body, context.RequestAborted);
        }
    }

    [LoggerMessage(EventId = 60, Level = LogLevel.Information, Message = "Refused a request with {Status}: {Why}")]
    private static partial void LogBroken(ILogger logger, int status, string why);

    [LoggerMessage(EventId = 61, Level = LogLevel.Debug, Message = "A caller went away before it had sent its delivery.")]
    private static partial void LogAborted(ILogger logger);
}
