using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace PayHooks.Captures;

/// <summary>
/// Encrypts and stores rejected deliveries of sources that are captured, behind the response. Anyone can send deliveries that are
/// rejected, so everything is bounded: a few for each reason in a minute, and what waits for the store.
/// </summary>
internal sealed partial class CaptureRecorder(
    CaptureStore store, RunningCaptures running, TimeProvider time, ILogger<CaptureRecorder> logger) : IDisposable
{
    /// <summary>The maximum number of deliveries of a source and reason in a minute, on each instance.</summary>
    public const int MostOfReason = 5;

    /// <summary>The maximum number of deliveries of a source in a minute, on each instance.</summary>
    public const int MostOfSource = 20;

    private const int MostWaiting = 20;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(10);

    private readonly Channel<Waiting> waiting = Channel.CreateBounded<Waiting>(MostWaiting);
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim writing = new(1);
    private readonly Lock gate = new();
    private readonly Dictionary<string, Window> windows = new(StringComparer.Ordinal);

    // The next number of each capture. Only the writer uses it.
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

    /// <summary>Asks whether a rejected delivery is to be captured, and if so counts it.</summary>
    /// <param name="source">The configured name.</param>
    /// <param name="reason">The reason, in snake case.</param>
    /// <returns>The captures; usually none.</returns>
    public async ValueTask<IReadOnlyList<Capture>> ReserveAsync(string source, string reason)
    {
        var captures = await running.OfAsync(source);
        return captures.Count > 0 && TryCount(source, reason) ? captures : [];
    }

    /// <summary>Adds a delivery to captures, without waiting for the store. It is dropped if too many wait.</summary>
    public void Add(IReadOnlyList<Capture> captures, CapturedDelivery delivery)
    {
        if (!stopping.IsCancellationRequested && waiting.Writer.TryWrite(new Waiting(captures, delivery)))
        {
            _ = Task.Run(WriteWaitingAsync);
        }
    }

    /// <summary>Stores what waits, and returns when it is stored.</summary>
    public async Task WriteWaitingAsync()
    {
        await writing.WaitAsync();
        try
        {
            while (!stopping.IsCancellationRequested && waiting.Reader.TryRead(out var one))
            {
                await TryWriteAsync(one);
            }
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Drops what waits.</summary>
    public void Dispose() => stopping.Cancel();

    private bool TryCount(string source, string reason)
    {
        lock (gate)
        {
            if (!windows.TryGetValue(source, out var window) || time.GetElapsedTime(window.Since) >= Minute)
            {
                windows[source] = window = new Window(time.GetTimestamp());
            }

            var count = window.Reasons.GetValueOrDefault(reason);
            if (count >= MostOfReason || window.Count >= MostOfSource)
            {
                return false;
            }

            window.Reasons[reason] = count + 1;
            window.Count++;
            return true;
        }
    }

    private async Task TryWriteAsync(Waiting one)
    {
        try
        {
            using var limit = new CancellationTokenSource(WriteLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping.Token);
            var content = one.Delivery.ToBytes();
            foreach (var capture in one.Captures)
            {
                // What this instance knows may be old: after the end, the row is removed, and nothing would remove a later delivery.
                if (await store.FindAsync(capture.Id, either.Token) is { } current && current.IsActive(time.GetUtcNow()))
                {
                    await WriteAsync(capture, CaptureEnvelope.Seal(capture, content), either.Token);
                }
            }
        }
        catch (Exception e)
        {
            if (!stopping.IsCancellationRequested)
            {
                LogFailed(logger, e, one.Captures[0].Source);
            }
        }
    }

    private async Task WriteAsync(Capture capture, byte[] box, CancellationToken cancellationToken)
    {
        if (numbers.Count > Capture.MostAtOnce && !numbers.ContainsKey(capture.Id))
        {
            numbers.Clear();
        }

        // Another instance may have taken a number.
        var number = numbers.GetValueOrDefault(capture.Id);
        while (number < Capture.MostDeliveries && !await store.AddAsync(capture.Id, number, box, cancellationToken))
        {
            number++;
        }

        numbers[capture.Id] = Math.Min(number + 1, Capture.MostDeliveries);
    }

    [LoggerMessage(EventId = 160, Level = LogLevel.Warning, Message = "A rejected delivery of {Source} could not be captured.")]
    private static partial void LogFailed(ILogger logger, Exception error, string source);

    private sealed record Waiting(IReadOnlyList<Capture> Captures, CapturedDelivery Delivery);

    private sealed class Window(long since)
    {
        public long Since { get; } = since;

        public int Count { get; set; }

        public Dictionary<string, int> Reasons { get; } = new(StringComparer.Ordinal);
    }
}
