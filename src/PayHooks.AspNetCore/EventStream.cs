using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using PayHooks.ChangeFeed;
using PayHooks.Serialization;

namespace PayHooks.AspNetCore;

/// <summary>
/// Events as they come and change, as server-sent events: <c>change</c> with an event as lists show it, or <c>many</c> with
/// their number when more changed than one look can hold. A reader that does not keep up gets fewer messages, not a queue.
/// </summary>
internal sealed class EventStream(EventChangeFeed changes, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);
    private static readonly byte[] Ping = ": ping\n\n"u8.ToArray();

    /// <summary>Answers until the caller goes or the server stops.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        using var follower = changes.Follow();
        if (follower is null)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, $"{EventChangeFeed.MostFollowers} callers follow the events already.");
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await BeginAsync(context, ending.Token);
            while (HttpMethods.IsGet(context.Request.Method))
            {
                var hasNews = await follower.WaitAsync(PingInterval, ending.Token);
                foreach (var message in hasNews ? Messages(follower) : [Ping])
                {
                    await context.Response.Body.WriteAsync(message, ending.Token);
                }

                await context.Response.Body.FlushAsync(ending.Token);
                await Task.Delay(Pause, time, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The stop waits for no reader: a write that is given up ends the connection.
        }
    }

    // The first bytes at once: a reader then knows that it misses nothing from here on.
    private static async Task BeginAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.Body.WriteAsync(": payhooks\n\n"u8.ToArray(), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    // One by one: a reader that is slow holds up the next, so that no more than one of them is in memory.
    private static IEnumerable<byte[]> Messages(EventSubscription follower)
    {
        var (changed, missed) = follower.Take();
        if (missed > 0)
        {
            return [Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: many\ndata: {{\"changed\":{changed.Count + missed}}}\n\n"))];
        }

        // JSON has no line ends of its own: one event is one line.
        return changed.Select(record => (byte[])[.. "event: change\ndata: "u8, .. EventJson.Write(record), .. "\n\n"u8]);
    }
}
