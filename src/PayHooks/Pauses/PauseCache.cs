namespace PayHooks.Pauses;

/// <summary>
/// What is paused, as this process knows it. The shared rows are read at most every ten seconds, so a pause takes effect within that time.
/// </summary>
/// <remarks>
/// An event that was found to be paused a moment ago can be recorded as paused after the requeuing has passed it. So the worker that
/// records it reads the rows again afterwards (<see cref="HaveAllAsync"/>), and requeues it if a pause is over.
/// </remarks>
internal sealed class PauseCache(PauseStore store, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim reading = new(1);
    private volatile Known? known;

    /// <summary>The pauses that hold an event's handlers back.</summary>
    /// <param name="source">The event's source.</param>
    /// <param name="handlers">The handlers that are due.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="Exception">The rows have never been read and cannot be read now.</exception>
    public async ValueTask<HeldHandlers> HoldAsync(
        string source, IEnumerable<string> handlers, CancellationToken cancellationToken)
    {
        var pauses = await ReadAsync(cancellationToken);
        if (pauses.Count == 0)
        {
            return HeldHandlers.None;
        }

        var now = time.GetUtcNow();
        if (IsPaused(PauseKind.Source, source))
        {
            return new HeldHandlers([.. handlers], [Pause.KeyOf(PauseKind.Source, source)]);
        }

        string[] held = [.. handlers.Where(name => IsPaused(PauseKind.Handler, name))];
        return held.Length == 0
            ? HeldHandlers.None
            : new HeldHandlers(held, [.. held.Select(name => Pause.KeyOf(PauseKind.Handler, name))]);

        bool IsPaused(PauseKind kind, string name) =>
            pauses.TryGetValue(Pause.KeyOf(kind, name), out var pause) && pause.IsActive(now);
    }

    /// <summary>Whether all these pauses still hold events back, by the rows as they are now.</summary>
    /// <exception cref="Exception">The rows cannot be read.</exception>
    public async ValueTask<bool> HaveAllAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var pauses = await ReadNowAsync(cancellationToken);
        var now = time.GetUtcNow();
        return keys.All(key => pauses.TryGetValue(key, out var pause) && pause.IsActive(now));
    }

    /// <summary>Forgets what was read, so that this process knows at once of a change that it has made.</summary>
    public void Forget() => known = null;

    /// <inheritdoc/>
    public void Dispose() => reading.Dispose();

    private async ValueTask<IReadOnlyDictionary<string, Pause>> ReadAsync(CancellationToken cancellationToken)
    {
        if (known is { } fresh && time.GetElapsedTime(fresh.ReadAt) < Interval)
        {
            return fresh.Pauses;
        }

        await reading.WaitAsync(cancellationToken);
        try
        {
            return known is { } read && time.GetElapsedTime(read.ReadAt) < Interval ? read.Pauses : await ReadNowAsync(cancellationToken);
        }
        catch (Exception) when (known is not null && !cancellationToken.IsCancellationRequested)
        {
            // What was true ten seconds ago serves until the rows can be read again.
            return known!.Pauses;
        }
        finally
        {
            reading.Release();
        }
    }

    private async ValueTask<IReadOnlyDictionary<string, Pause>> ReadNowAsync(CancellationToken cancellationToken)
    {
        // A store that hangs must not hold up the message.
        using var limit = new CancellationTokenSource(ReadLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var at = time.GetTimestamp();
        var rows = await store.ListAsync(either.Token);
        var pauses = rows.ToDictionary(row => row.Pause.Key, row => row.Pause, StringComparer.Ordinal);
        known = new Known(pauses, at);
        return pauses;
    }

    private sealed record Known(IReadOnlyDictionary<string, Pause> Pauses, long ReadAt);
}

/// <summary>The handlers of an event that do not run now.</summary>
/// <param name="Names">The handlers.</param>
/// <param name="Keys">The keys of the pauses that hold them back.</param>
internal sealed record HeldHandlers(IReadOnlyList<string> Names, IReadOnlyList<string> Keys)
{
    /// <summary>None: all handlers run.</summary>
    public static HeldHandlers None { get; } = new([], []);
}
