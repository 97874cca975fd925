using System.Net.Http.Headers;
using System.Net.Sockets;
using PayHooks.Forwarding;

namespace PayHooks.Cli.Listening;

/// <summary>The URL that gets the events: signed JSON by POST, as forwarded events.</summary>
internal sealed class LocalTarget : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly HttpClient client;
    private readonly Uri url;
    private readonly byte[] key;
    private readonly TimeProvider time;

    /// <param name="url">The URL.</param>
    /// <param name="key">The key of the signature.</param>
    /// <param name="time">The clock.</param>
    public LocalTarget(Uri url, byte[] key, TimeProvider time)
    {
        (this.url, this.key, this.time) = (url, key, time);
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Limit };
    }

    /// <summary>Delivers an event once.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="body">Its JSON.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<LocalResult> DeliverAsync(string id, byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        ForwardSignature.AddTo(request, key, id, time.GetUtcNow(), body);
        var started = time.GetTimestamp();
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return new LocalResult((int)response.StatusCode, time.GetElapsedTime(started), null);
        }
        catch (HttpRequestException e)
        {
            var why = e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                ? "refuses connections" : $"cannot be reached: {e.Message}";
            return new LocalResult(null, time.GetElapsedTime(started), $"{url} {why}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new LocalResult(null, time.GetElapsedTime(started), $"{url} did not respond within {Limit.TotalSeconds:0} s");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}

/// <summary>The result of a local delivery.</summary>
/// <param name="Status">The status of the response; null without one.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Problem">Why there was no response, or null.</param>
internal sealed record LocalResult(int? Status, TimeSpan Took, string? Problem)
{
    /// <summary>Whether the target took the event.</summary>
    public bool IsTaken => Status is >= 200 and < 300;
}
