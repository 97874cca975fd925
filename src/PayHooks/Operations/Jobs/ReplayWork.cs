using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Operations.Jobs;

/// <summary>Works on the bulk replays: records which replays come next, requests them, and records that they were requested.</summary>
internal sealed class ReplayWork(ReplayJobs jobs, IEventQueue queue, TimeProvider time) : IJob
{
    // Recorded at least every second, and rarely enough that recording costs little.
    private const int MostOfStep = 100;
    private const int AtOnce = 16;

    // A timer does not wait for less.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    // Short, so that other kinds of jobs get their turn.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    // A step requests what its job's rate allows in a second, so a longer wait is that after a failure.
    private static readonly TimeSpan LongestPace = TimeSpan.FromSeconds(2);

    // After a failure, the others continue without the job that failed.
    private static readonly TimeSpan FailurePause = TimeSpan.FromMinutes(1);

    private readonly long createdAt = time.GetTimestamp();

    // When each job may continue, in ticks since then. Only the order and the pace follow from it, so it need not survive a restart.
    private readonly Dictionary<string, long> nextAt = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<bool> HasWorkAsync(CancellationToken cancellationToken)
    {
        await jobs.PruneAsync(cancellationToken);
        return (await OpenAsync(cancellationToken)).Count > 0;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> StepAsync(CancellationToken cancellationToken)
    {
        var open = await OpenAsync(cancellationToken);
        foreach (var gone in nextAt.Keys.Except(open.Select(row => row.Job.Id)).ToArray())
        {
            nextAt.Remove(gone);
        }

        if (open.Count == 0)
        {
            return false;
        }

        // The one that has waited longest, so that a long job does not hold up a short one.
        var row = open.MinBy(one => (nextAt.GetValueOrDefault(one.Job.Id), one.Job.At))!;
        var wait = TimeSpan.FromTicks(nextAt.GetValueOrDefault(row.Job.Id) - Now());
        if (wait > LongestPace)
        {
            return false;
        }

        if (wait >= ShortestWait)
        {
            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken);
            return true;
        }

        var began = Now();
        nextAt[row.Job.Id] = began + FailurePause.Ticks;
        var requested = await StepAsync(row, cancellationToken);
        nextAt[row.Job.Id] = began + TimeSpan.FromSeconds((double)requested / row.Job.RatePerSecond).Ticks;
        return true;
    }

    private long Now() => time.GetElapsedTime(createdAt).Ticks;

    private async ValueTask<int> StepAsync(ReplayRow row, CancellationToken cancellationToken)
    {
        // The last page was read and the process was killed before it could record the end: reading again would count events twice.
        if (row.Job is { Pending.Count: 0, IsOver: false })
        {
            if (await PlanAsync(row, cancellationToken) is not { } planned)
            {
                return 0;
            }

            row = planned;
        }

        if (row.Job is { Pending.Count: 0, IsOver: false })
        {
            return 0;
        }

        foreach (var some in row.Job.Pending.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(one => RequestAsync(row.Job, one, cancellationToken)));
        }

        await FinishAsync(row, cancellationToken);
        return row.Job.Pending.Count;
    }

    // Returns null if somebody else changed the job.
    private async ValueTask<ReplayRow?> PlanAsync(ReplayRow row, CancellationToken cancellationToken)
    {
        var job = row.Job;
        var left = job.Limit is { } limit ? limit - job.Done - job.Failed : long.MaxValue;
        var size = (int)Math.Min(left, Math.Min(job.RatePerSecond, MostOfStep));
        var (events, cursor) = await jobs.PageAsync(job, size, cancellationToken);
        List<(EventRecord Record, ReplayFate Fate)> fates = [.. events.Select(record => (record, jobs.FateOf(record, job)))];
        return await jobs.ChangeAsync(
            row,
            Progress(job, cursor) with
            {
                // What a process that was killed has already requested is not requested again.
                Pending =
                [
                    .. fates.Where(one => one.Fate == ReplayFate.Replayed)
                        .Select(one => new PendingReplay(one.Record.Id, one.Record.Source)),
                ],
                Failed = job.Failed + fates.Count(one => one.Fate == ReplayFate.Failed),
                Skipped = job.Skipped + fates.Count(one => one.Fate == ReplayFate.Skipped),
            },
            cancellationToken);
    }

    // A job that was stopped meanwhile counts what was requested, too.
    private async ValueTask FinishAsync(ReplayRow row, CancellationToken cancellationToken)
    {
        var pending = row.Job.Pending;
        for (var current = row; current is not null && current.Job.Pending.SequenceEqual(pending);
            current = await jobs.FindAsync(row.Job.Id, cancellationToken))
        {
            var job = current.Job;
            job = job with { Done = job.Done + pending.Count, Pending = [] };
            if (job.State == ReplayState.Running && job.IsOver)
            {
                job = job with { State = ReplayState.Done, EndedAt = time.GetUtcNow() };
            }

            if (await jobs.ChangeAsync(current, job, cancellationToken) is not null)
            {
                return;
            }
        }
    }

    private static ReplayJob Progress(ReplayJob job, string? cursor) =>
        cursor is not null ? job with { Cursor = cursor } : job with { Cursor = null, IsListed = true };

    private async ValueTask<List<ReplayRow>> OpenAsync(CancellationToken cancellationToken) =>
    [
        .. (await jobs.ListAsync(cancellationToken)).Where(row => row.Job.State == ReplayState.Running || row.Job.Pending.Count > 0),
    ];

    private async Task RequestAsync(ReplayJob job, PendingReplay one, CancellationToken cancellationToken)
    {
        var message = new ReplayMessage
        {
            Source = one.Source,
            DueAt = time.GetUtcNow(),
            EventId = one.Id,
            ReplayId = job.ReplayIdOf(one.Id),
            Force = job.Force,
        };
        await queue.EnqueueAsync(MessageSerializer.Write(message, queue.TakesBytes), TimeSpan.Zero, cancellationToken);
    }
}
