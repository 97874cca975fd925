using System.Globalization;
using System.Net.Http.Headers;
using PayHooks.Serialization;

namespace PayHooks.Forwarding;

/// <summary>
/// The built-in handler <c>forward</c>: POSTs the event as JSON to one URL, signed as Standard Webhooks. 2xx is success; anything else is
/// a failed attempt. Redirects are not followed, and only the status of the response is used.
/// </summary>
internal sealed class EventForwarder : IWebhookHandler, IDisposable
{
    /// <summary>The handler name.</summary>
    public const string Name = "forward";

    private readonly ForwardSettings settings;
    private readonly TimeProvider time;
    private readonly HttpClient client;
    private readonly byte[] key;

    /// <summary>Creates the forwarder.</summary>
    public EventForwarder(ForwardSettings settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        this.settings = settings;
        this.time = time;
        key = ForwardSignature.TryKey(settings.Secret ?? "")
            ?? throw new ArgumentException("The forwarder has no secret.", nameof(settings));

        // One client per process. The handler's timeout limits the request, and connections are recycled to pick up DNS changes.
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <inheritdoc/>
    public async ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhookEvent);
        ArgumentNullException.ThrowIfNull(context);
        var body = EventJson.Write(webhookEvent, context);
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", webhookEvent.Id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", ForwardSignature.Create(key, webhookEvent.Id, timestamp, body));
        if (context.ReplayId is not null)
        {
            request.Headers.Add("webhook-replay", context.ReplayId);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"The forward target answered {(int)response.StatusCode}.", null, response.StatusCode);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
