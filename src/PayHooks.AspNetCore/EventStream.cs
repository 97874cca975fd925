using System.Buffers;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using PayHooks.ChangeFeed;
using PayHooks.Serialization;

namespace PayHooks.AspNetCore;

/// <summary>
/// Streams new and changed events as server-sent events: <c>change</c> with an event in list form, <c>many</c> with a count when
/// more events changed than a subscription holds, and <c>ping</c> at the start and after 15 s without a change. A slow reader gets
/// fewer messages, not a queue.
/// </summary>
internal sealed class EventStream(IHostApplicationLifetime lifetime, TimeProvider time, EventChangeFeed? changes = null)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);
    private static readonly SseItem<ReadOnlyMemory<byte>> Ping = new(default, "ping");

    /// <summary>Streams until the client disconnects or the server stops.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        if (changes is null)
        {
            await ProblemDetailsResponse.WriteAsync(
                context, StatusCodes.Status404NotFound, "This host cannot report events as they arrive. Request the list again instead.");
            return;
        }

        using var subscription = changes.Follow();
        if (subscription is null)
        {
            await ProblemDetailsResponse.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, $"{EventChangeFeed.MostFollowers} callers follow the events already.");
            return;
        }

        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await SseFormatter.WriteAsync(
                ReadAsync(subscription, ending.Token), response.Body, static (item, writer) => writer.Write(item.Data.Span), ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Shutdown does not wait for readers: an abandoned write closes the connection.
        }
    }

    // Each item is written before the next is created, so a slow reader holds at most one in memory.
    private async IAsyncEnumerable<SseItem<ReadOnlyMemory<byte>>> ReadAsync(
        EventSubscription subscription, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Sent at once: the reader then knows that it misses nothing from here on.
        yield return Ping;
        while (true)
        {
            if (!await subscription.WaitAsync(PingInterval, cancellationToken))
            {
                yield return Ping;
                continue;
            }

            var (changed, missed) = subscription.Take();
            if (missed > 0)
            {
                yield return new(
                    Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"changed\":{changed.Count + missed}}}")),
                        "many");
            }
            else
            {
                foreach (var record in changed)
                {
                    yield return new(EventJson.Write(record), "change");
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
