using System.Net.Http.Headers;
using System.Net.Sockets;
using PayHooks.Verification;

namespace PayHooks.Cli.Sending;

/// <summary>Posts deliveries concurrently, as a provider would.</summary>
internal sealed class Sender : IDisposable
{
    /// <summary>The media type of most providers' bodies.</summary>
    public const string Json = "application/json";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly HttpClient client;
    private readonly TimeProvider time;
    private readonly int concurrency;

    /// <summary>The media type of the bodies.</summary>
    public string ContentType { get; init; } = Json;

    public Sender(TimeProvider time, int concurrency)
    {
        this.time = time;
        this.concurrency = concurrency;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = concurrency, UseCookies = false };
        client = new HttpClient(handler) { Timeout = Timeout };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("payhooks-send", "1"));
    }

    /// <summary>Sends all deliveries; stops early when the server does not respond from the start, or on cancellation.</summary>
    /// <param name="deliveries">The deliveries, generated lazily.</param>
    /// <param name="url">The webhook URL.</param>
    /// <param name="sent">Called after each delivery.</param>
    /// <param name="cancellationToken">Cancels sending.</param>
    public async Task<SendReport> SendAsync(IEnumerable<SignedBody> deliveries, Uri url, Action sent, CancellationToken cancellationToken)
    {
        List<SendResult> answers = [];
        var (answered, unanswered) = (false, false);
        var started = time.GetTimestamp();
        try
        {
            await Parallel.ForEachAsync(
                deliveries.TakeWhile(_ => answered || !unanswered),
                new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
                async (delivery, token) =>
                {
                    var answer = await PostAsync(delivery, url, token);
                    lock (answers)
                    {
                        answers.Add(answer);
                        answered |= answer.Status is not null;
                        unanswered |= answer.Status is null;
                    }

                    sent();
                });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Interrupted: the report contains what was sent so far.
        }

        return new SendReport(answers, time.GetElapsedTime(started));
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<SendResult> PostAsync(SignedBody delivery, Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(delivery.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        foreach (var (name, value) in delivery.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var started = time.GetTimestamp();
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return new SendResult((int)response.StatusCode, time.GetElapsedTime(started), null);
        }
        catch (HttpRequestException e)
        {
            var refused = e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
            return new SendResult(null, time.GetElapsedTime(started), refused ? "the connection was refused" : e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendResult(null, time.GetElapsedTime(started), $"no answer within {Timeout.TotalSeconds:0} s");
        }
    }
}
