using System.Net;
using System.Net.Http.Headers;

namespace PayHooks.Faults.Load;

/// <summary>
/// Delivers as providers do: what is not answered with a 2xx, or breaks off, is sent again until it is. Only its patience
/// between two tries is shorter than theirs.
/// </summary>
internal sealed class ProviderClient(Func<Uri?> server) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    private long tries;

    /// <summary>How many requests were made.</summary>
    public long Tries => Volatile.Read(ref tries);

    /// <summary>Returns when the delivery was acknowledged.</summary>
    /// <exception cref="BrokenRunException">It was refused, or the server is gone for good.</exception>
    public async Task DeliverAsync(GenuineDelivery delivery, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (server() is { } address && await TryAsync(delivery, address, cancellationToken))
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new BrokenRunException(
                    $"A delivery to {delivery.Source} was not acknowledged within {Patience.TotalMinutes:0} minutes.");
            }

            await Task.Delay(pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<bool> TryAsync(GenuineDelivery delivery, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, $"/webhooks/{delivery.Source}"))
        {
            Content = new ReadOnlyMemoryContent(delivery.Signed.Body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in delivery.Signed.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        Interlocked.Increment(ref tries);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => true,
                >= HttpStatusCode.InternalServerError => false,
                var status => throw new BrokenRunException($"{delivery.Source} answered {(int)status} to a genuine delivery."),
            };
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
