using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Operations.Jobs;

/// <summary>Works on the bulk replays: requests some replays, then records how far it has come.</summary>
internal sealed class ReplayWork(ReplayJobs jobs, IEventQueue queue, TimeProvider time) : IJob
{
    // Recorded at least every second, and rarely enough that recording costs little.
    private const int MostOfStep = 100;
    private const int AtOnce = 16;

    /// <inheritdoc/>
    public async ValueTask<bool> HasWorkAsync(CancellationToken cancellationToken)
    {
        await jobs.PruneAsync(cancellationToken);
        return await FindAsync(cancellationToken) is not null;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } row)
        {
            return false;
        }

        var began = time.GetTimestamp();
        var job = row.Job;
        var left = job.Limit is { } limit ? limit - job.Done - job.Failed : long.MaxValue;
        var (events, cursor) = await jobs.PageAsync(job, Math.Min(job.RatePerSecond, MostOfStep), cancellationToken);
        List<(EventRecord Record, ReplayFate Fate)> fates = [.. events.Select(record => (record, jobs.FateOf(record, job)))];
        var counted = job.StatusIndex == 0;
        var requested = fates.Where(one => one.Fate == ReplayFate.Replayed).Take((int)Math.Min(left, MostOfStep)).ToArray();
        foreach (var some in requested.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(one => RequestAsync(job, one.Record, cancellationToken)));
        }

        job = Progress(job, cursor) with
        {
            // Of a group's second status, some were replayed when they had the first.
            Done = job.Done + requested.Length + (counted ? fates.Count(one => one.Fate == ReplayFate.Requested) : 0),
            Failed = job.Failed + fates.Count(one => one.Fate == ReplayFate.Failed),
            Skipped = job.Skipped + fates.Count(one => one.Fate == ReplayFate.Skipped),
        };
        if (job.State == ReplayState.Done || job.Done + job.Failed >= (job.Limit ?? long.MaxValue))
        {
            job = job with { State = ReplayState.Done, EndedAt = time.GetUtcNow() };
        }

        await jobs.ChangeAsync(row, job, cancellationToken);
        var pause = TimeSpan.FromSeconds((double)requested.Length / job.RatePerSecond) - time.GetElapsedTime(began);
        if (pause > TimeSpan.Zero && job.State == ReplayState.Running)
        {
            await Task.Delay(pause, time, cancellationToken);
        }

        return true;
    }

    private static ReplayJob Progress(ReplayJob job, string? cursor) =>
        cursor is not null ? job with { Cursor = cursor }
        : job.StatusIndex + 1 < job.Filter.Statuses().Count ? job with { Cursor = null, StatusIndex = job.StatusIndex + 1 }
        : job with { Cursor = null, State = ReplayState.Done };

    // The oldest first, so that one job after the other ends.
    private async ValueTask<ReplayRow?> FindAsync(CancellationToken cancellationToken) =>
        (await jobs.ListAsync(cancellationToken)).Where(row => row.Job.State == ReplayState.Running).MinBy(row => row.Job.At);

    private async Task RequestAsync(ReplayJob job, EventRecord record, CancellationToken cancellationToken)
    {
        var message = new ReplayMessage
        {
            Source = record.Source,
            DueAt = time.GetUtcNow(),
            EventId = record.Id,
            ReplayId = job.ReplayIdOf(record.Id),
            Force = job.Force,
        };
        await queue.EnqueueAsync(MessageSerializer.Write(message, queue.TakesBytes), TimeSpan.Zero, cancellationToken);
    }
}
