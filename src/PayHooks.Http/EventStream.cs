using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using PayHooks.Storage;

namespace PayHooks.Http;

/// <summary>
/// Events as they come and change, as server-sent events: <c>change</c> with an event as lists show it, or <c>many</c> with
/// their number when more changed than one look can hold. A reader that does not keep up gets fewer messages, not a queue.
/// </summary>
internal sealed class EventStream(EventChanges changes, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);

    /// <summary>Answers until the caller goes or the server stops.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        using var follower = changes.Follow();
        if (follower is null)
        {
            await ProblemAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, $"{EventChanges.MostFollowers} callers follow the events already.");
            return;
        }

        var isWriting = false;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await BeginAsync(context, ending.Token);
            while (HttpMethods.IsGet(context.Request.Method))
            {
                var message = await follower.WaitAsync(PingInterval, ending.Token) ? Tell(follower) : ": ping\n\n"u8.ToArray();
                isWriting = true;
                await context.Response.Body.WriteAsync(message, ending.Token);
                await context.Response.Body.FlushAsync(ending.Token);
                isWriting = false;
                await Task.Delay(Pause, time, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The stop waits for no reader that does not take what it is given.
            if (isWriting)
            {
                context.Abort();
            }
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

    private static byte[] Tell(EventFollower follower)
    {
        var (changed, missed) = follower.Take();
        using var text = new MemoryStream();
        if (missed > 0)
        {
            text.Write("event: many\ndata: {\"changed\":"u8);
            text.Write(System.Text.Encoding.ASCII.GetBytes((changed.Count + missed).ToString(System.Globalization.CultureInfo.InvariantCulture)));
            text.Write("}\n\n"u8);
            return text.ToArray();
        }

        foreach (var record in changed)
        {
            // JSON has no line ends of its own: one event is one line.
            text.Write("event: change\ndata: "u8);
            text.Write(EventJson.Write(record));
            text.Write("\n\n"u8);
        }

        return text.ToArray();
    }
}
