using System.Net.Http.Headers;
using PayHooks.Configuration;
using PayHooks.Forwarding;

namespace PayHooks.Notifications;

/// <summary>POSTs notifications.</summary>
internal sealed class NotificationSender(PayHooksOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Lazy<HttpClient> client = new(static () => new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    /// <summary>The targets.</summary>
    public IReadOnlyList<NotificationTarget> Targets => options.Notifications;

    /// <summary>Sends a notification to a target.</summary>
    /// <exception cref="Exception">The target did not take it.</exception>
    public async Task SendAsync(Notification notification, NotificationTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notification);
        ArgumentNullException.ThrowIfNull(target);
        var body = NotificationContent.Write(notification, target.Format);
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (target.Secret is { } secret)
        {
            ForwardSignature.AddTo(request, ForwardSignature.TryKey(secret)!, notification.Id, time.GetUtcNow(), body);
        }

        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw new HttpRequestException($"The response was {(int)response.StatusCode}.");
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"There was no response within {Limit.TotalSeconds:0} seconds.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (client.IsValueCreated)
        {
            client.Value.Dispose();
        }
    }
}
