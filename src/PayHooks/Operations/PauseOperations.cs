using PayHooks.Pauses;

namespace PayHooks.Operations;

/// <summary>Pauses sources and handlers, and resumes them.</summary>
internal sealed class PauseOperations(PauseStore store, PauseCache cache, JobSignal jobs, TimeProvider time)
{
    /// <summary>The pauses, including those whose events are being requeued.</summary>
    public async ValueTask<IReadOnlyList<Pause>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await store.ListAsync(cancellationToken)).Select(row => row.Pause)];

    /// <summary>Lets events wait; replaces an earlier pause.</summary>
    /// <param name="kind">What is paused.</param>
    /// <param name="name">Its name.</param>
    /// <param name="by">Who pauses it.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="until">When it resumes by itself; null for never.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<Pause> PauseAsync(
        PauseKind kind, string name, string by, string? reason, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var pause = new Pause { Kind = kind, Name = name, By = by, At = time.GetUtcNow(), Reason = reason, Until = until };
        await store.WriteAsync(pause, cancellationToken);
        cache.Forget();
        return pause;
    }

    /// <summary>Ends a pause. Its events are requeued in the background.</summary>
    /// <returns>The pause; null if there is none.</returns>
    public async ValueTask<Pause?> ResumeAsync(PauseKind kind, string name, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(kind, name, cancellationToken) is { } row)
        {
            if (row.Pause.ResumedAt is not null)
            {
                return row.Pause;
            }

            if (await store.ChangeAsync(row, row.Pause with { ResumedAt = time.GetUtcNow() }, cancellationToken) is { } resumed)
            {
                cache.Forget();
                jobs.Notify();
                return resumed.Pause;
            }
        }

        return null;
    }
}
