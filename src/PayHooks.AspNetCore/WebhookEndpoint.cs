using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using PayHooks.Configuration;
using PayHooks.Operations;
using PayHooks.Receiving;

namespace PayHooks.AspNetCore;

/// <summary>
/// <c>POST /webhooks/{source}</c>: passes the request to the receiver and returns its response. Also responds to the GET request with
/// which some providers verify ownership of the URL.
/// </summary>
internal sealed class WebhookEndpoint(WebhookReceiver receiver, SourceCatalog sources, RejectedDeliveries rejected, ReceiveLog log)
{
    /// <summary>The route in both hosts; it matches any method so that unsupported ones are rejected here.</summary>
    public const string Route = "webhooks/{source}";

    /// <summary>Receives the delivery and writes the response.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (request, response) = (context.Request, context.Response);
        if (!HttpMethods.IsPost(request.Method))
        {
            if (await ChallengeResponse.TryWriteAsync(context, sources))
            {
                return;
            }

            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = HttpMethods.Post;
            return;
        }

        // The receiver enforces its own limit and returns 413. The server's limit would apply first and throw an exception.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        ReceiveResult result;
        try
        {
            result = await receiver.ReceiveAsync(
                new ReceiveRequest
                {
                    Source = (string)request.RouteValues["source"]!,
                    Header = name => request.Headers[name],
                    AllHeaders = request.Headers,
                    Body = request.Body,
                    ContentLength = request.ContentLength,
                    Url = request.GetEncodedUrl,
                },
                context.RequestAborted);
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionResetException or ConnectionAbortedException)
        {
            // The client disconnected before it sent the whole body: no response can be written.
            log.WriteAborted();
            return;
        }
        catch (IOException e)
        {
            // The body was malformed at the HTTP level (invalid chunks, too slow). This is the sender's fault, so never return 5xx.
            var status = e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status400BadRequest;
            log.WriteBroken(status);
            RejectedDeliveryRecorder.AddBroken(rejected, sources, context, status);
            if (!context.RequestAborted.IsCancellationRequested)
            {
                response.StatusCode = status;
                response.Headers.Connection = "close";
            }

            return;
        }

        log.Write(result);
        RejectedDeliveryRecorder.Add(rejected, context, result);
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
}
