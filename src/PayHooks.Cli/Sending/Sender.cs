using System.Net.Http.Headers;
using System.Net.Sockets;
using PayHooks.Verification;

namespace PayHooks.Cli.Sending;

/// <summary>Posts deliveries as a provider would, some at a time.</summary>
internal sealed class Sender : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly HttpClient client;
    private readonly TimeProvider time;
    private readonly int concurrency;

    public Sender(TimeProvider time, int concurrency)
    {
        this.time = time;
        this.concurrency = concurrency;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = concurrency, UseCookies = false };
        client = new HttpClient(handler) { Timeout = Timeout };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("payhooks-send", "1"));
    }

    /// <summary>Sends everything; stops early when nothing answers from the start, or when it is cancelled.</summary>
    /// <param name="deliveries">What to send, made as it is needed.</param>
    /// <param name="url">Where to.</param>
    /// <param name="sent">Called after each.</param>
    /// <param name="cancellationToken">Ends it.</param>
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
            // Interrupted: the report contains what was sent until then.
        }

        return new SendReport(answers, time.GetElapsedTime(started));
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<SendResult> PostAsync(SignedBody delivery, Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(delivery.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
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
