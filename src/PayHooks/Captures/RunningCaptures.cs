namespace PayHooks.Captures;

/// <summary>
/// The captures that run, as this process knows them. The shared rows are read at most every ten seconds, and only when a delivery is
/// rejected or a person looks, so a capture begins on every instance within that time.
/// </summary>
internal sealed class RunningCaptures(CaptureStore store, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(2);

    private volatile Known? known;
    private int isReading;
    private int changes;

    /// <summary>
    /// The captures of a source. Only one caller at a time waits for the store; meanwhile, others get what was known. While the store
    /// cannot be read, nobody waits for ten seconds.
    /// </summary>
    public async ValueTask<IReadOnlyList<Capture>> OfAsync(string source)
    {
        var captures = await ReadAsync();
        return captures.Count == 0 ? captures : [.. captures.Where(one => one.Source == source && one.IsActive(time.GetUtcNow()))];
    }

    /// <summary>Until when a source is captured; null if it is not.</summary>
    public async ValueTask<DateTimeOffset?> EndOfAsync(string source) =>
        await OfAsync(source) is { Count: > 0 } running ? running.Max(one => one.Until) : null;

    /// <summary>Forgets what was read, so that this process knows at once of a change that it has made.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref changes);
        known = null;
    }

    private async ValueTask<IReadOnlyList<Capture>> ReadAsync()
    {
        var last = known;
        if ((last is not null && time.GetElapsedTime(last.ReadAt) < Interval) || Interlocked.Exchange(ref isReading, 1) != 0)
        {
            return last?.Captures ?? [];
        }

        try
        {
            var (at, seen) = (time.GetTimestamp(), Volatile.Read(ref changes));
            IReadOnlyList<Capture> read;
            try
            {
                using var limit = new CancellationTokenSource(ReadLimit, time);
                read = await store.ListAsync(limit.Token);
            }
            catch (Exception)
            {
                read = last?.Captures ?? [];
            }

            known = new Known(read, at);
            if (seen != Volatile.Read(ref changes))
            {
                known = null;
            }

            return read;
        }
        finally
        {
            Volatile.Write(ref isReading, 0);
        }
    }

    private sealed record Known(IReadOnlyList<Capture> Captures, long ReadAt);
}
