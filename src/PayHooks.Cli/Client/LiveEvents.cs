using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace PayHooks.Cli.Client;

/// <summary>A server's live stream of events.</summary>
internal sealed class LiveEvents(HttpResponseMessage response) : IDisposable
{
    /// <summary>The media type of the stream.</summary>
    public const string MediaType = "text/event-stream";

    // The server pings every 15 seconds. A connection that was cut without a word must not look like a quiet one.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);

    /// <summary>Returns events as they change, until the stream ends; null when more changed than are sent one by one.</summary>
    public async IAsyncEnumerable<EventView?> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var messages = SseParser.Create(stream).EnumerateAsync(silence.Token).GetAsyncEnumerator(silence.Token);
        while (await MovesAsync(messages, silence, cancellationToken))
        {
            if (messages.Current.EventType == "change")
            {
                using var json = JsonDocument.Parse(messages.Current.Data);
                yield return new EventView(json.RootElement.Clone());
            }
            else if (messages.Current.EventType != "ping")
            {
                yield return null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => response.Dispose();

    // A server shutdown or a network failure ends the stream.
    private static async ValueTask<bool> MovesAsync(
        IAsyncEnumerator<SseItem<string>> messages, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        silence.CancelAfter(LongestSilence);
        try
        {
            return await messages.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
