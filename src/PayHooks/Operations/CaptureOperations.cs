using PayHooks.Captures;
using PayHooks.Storage;

namespace PayHooks.Operations;

/// <summary>Starts and stops captures, and returns what they have.</summary>
internal sealed class CaptureOperations(CaptureStore store, RunningCaptures running, TimeProvider time)
{
    /// <summary>The captures that run.</summary>
    public async ValueTask<IReadOnlyList<Capture>> ListAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return [.. (await store.ListAsync(cancellationToken)).Where(one => one.IsActive(now)).OrderBy(one => one.At)];
    }

    /// <summary>Starts a capture.</summary>
    /// <param name="source">The configured name of the source.</param>
    /// <param name="by">Who starts it.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="length">How long it runs, at most <see cref="Capture.Longest"/>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The capture and its private key, which nothing else has; null if too many captures run.</returns>
    public async ValueTask<(Capture Capture, byte[] PrivateKey)?> StartAsync(
        string source, string by, string? reason, TimeSpan length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Capture.Longest);
        if ((await ListAsync(cancellationToken)).Count >= Capture.MostAtOnce)
        {
            return null;
        }

        var (keys, now) = (CaptureEnvelope.CreateKeys(), time.GetUtcNow());
        var capture = new Capture
        {
            Id = $"cap_{RandomHex.Of(16)}",
            Source = source,
            By = by,
            Reason = reason,
            At = now,
            Until = now + length,
            PublicKey = keys.PublicKey,
        };
        await store.WriteAsync(capture, cancellationToken);
        running.Forget();
        return (capture, keys.PrivateKey);
    }

    /// <summary>Finds a capture that runs or has just ended; null if there is none.</summary>
    public ValueTask<Capture?> FindAsync(string id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    /// <summary>The deliveries of a capture after a number, in order.</summary>
    public ValueTask<IReadOnlyList<SealedDelivery>> ListDeliveriesAsync(
        string id, int? after, int limit, CancellationToken cancellationToken) =>
        store.ListDeliveriesAsync(id, after, limit, cancellationToken);

    /// <summary>Ends a capture and removes its deliveries. The row stays for a moment, so that other instances see that it ended.</summary>
    /// <returns>The capture; null if there is none.</returns>
    public async ValueTask<Capture?> StopAsync(string id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { } capture)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (capture.IsActive(now))
        {
            capture = capture with { Until = now };
            await store.WriteAsync(capture, cancellationToken);
            running.Forget();
        }

        await store.RemoveDeliveriesAsync(id, cancellationToken);
        return capture;
    }
}
