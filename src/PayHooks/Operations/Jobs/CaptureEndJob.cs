using PayHooks.Captures;

namespace PayHooks.Operations.Jobs;

/// <summary>
/// Removes captures that have ended. It waits a minute: until then, the person who started one reads its last deliveries, and a write that
/// has begun ends.
/// </summary>
internal sealed class CaptureEndJob(CaptureStore captures, TimeProvider time) : IJob
{
    /// <summary>How long after its end a capture is removed, and how often this is checked.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMinutes(1);

    private long? lookedAt;

    /// <inheritdoc/>
    public async ValueTask<bool> HasWorkAsync(CancellationToken cancellationToken)
    {
        if (lookedAt is { } at && time.GetElapsedTime(at) < Delay)
        {
            return false;
        }

        var found = await FindAsync(cancellationToken) is not null;
        lookedAt = time.GetTimestamp();
        return found;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } capture)
        {
            return false;
        }

        await captures.RemoveAsync(capture.Id, cancellationToken);
        return true;
    }

    private async ValueTask<Capture?> FindAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Delay;
        return (await captures.ListAsync(cancellationToken)).FirstOrDefault(capture => !capture.IsActive(before));
    }
}
