using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PayHooks.Serialization;

namespace PayHooks.Forwarding;

/// <summary>
/// The built-in handler <c>forward</c>: POSTs the event as JSON to one URL, signed as Standard Webhooks. 2xx is success; anything else is
/// a failed attempt: 410 is not retried, and Retry-After sets the time of the next one. Redirects are not followed. The start of an error
/// response is kept for the operator.
/// </summary>
internal sealed class EventForwarder : IWebhookHandler, IDisposable
{
    /// <summary>The handler name.</summary>
    public const string Name = "forward";

    private const int MostOfResponse = 4096;

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
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        ForwardSignature.AddTo(request, key, webhookEvent.Id, time.GetUtcNow(), body);
        if (context.ReplayId is not null)
        {
            request.Headers.Add("webhook-replay", context.ReplayId);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await FailureOfAsync(response, cancellationToken);
        }
    }

    // https://www.rfc-editor.org/rfc/rfc9110#name-retry-after, and for 410 the Standard Webhooks specification:
    // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    private async Task<Exception> FailureOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var message = $"The forward target responded with {(int)response.StatusCode}.";
        var error = new ErrorResponseException(message, response.StatusCode, await StartOfAsync(response, cancellationToken));
        if (response.StatusCode == HttpStatusCode.Gone)
        {
            return new PermanentFailureException(message, error);
        }

        var delay = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - time.GetUtcNow() : null;
        return delay is { } wait ? new RetryAfterException(wait, message, error) : error;
    }

    private static async Task<string?> StartOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MostOfResponse];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return length == 0 ? null : Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
