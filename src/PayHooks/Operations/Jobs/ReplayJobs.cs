using System.Globalization;
using PayHooks.Configuration;
using PayHooks.Storage;

namespace PayHooks.Operations.Jobs;

/// <summary>Starts, shows and stops bulk replays. They are kept among the rows that all instances share.</summary>
internal sealed class ReplayJobs(
    IStateStore store, IEventLedger ledger, PaymentQueries payments, SourceCatalog sources, JobSignal signal, TimeProvider time)
{
    /// <summary>How many events are counted before a job starts.</summary>
    public const int MostCounted = 10_000;

    /// <summary>The rate if none is given.</summary>
    public const int DefaultRate = 50;

    /// <summary>The highest rate.</summary>
    public const int MaxRate = 1000;

    private const string Partition = "replay";
    private const int PageSize = 500;

    private static readonly TimeSpan CountingTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    /// <summary>Counts the events that a job would replay.</summary>
    public async ValueTask<ReplayPreview> PreviewAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var preview = new ReplayPreview(0, 0, false);
        var position = job;
        do
        {
            var (events, cursor) = await PageAsync(position, PageSize, cancellationToken);
            preview = events.Aggregate(preview, (sum, record) => FateOf(record, job) switch
            {
                ReplayFate.Skipped => sum with { Skipped = sum.Skipped + 1 },
                _ => sum with { Total = sum.Total + 1 },
            });
            position = position with { Cursor = cursor };
            if (preview.Total >= (job.Limit ?? long.MaxValue))
            {
                return preview with { Total = job.Limit!.Value };
            }

            var isOver = preview.Total + preview.Skipped >= MostCounted || time.GetElapsedTime(began) >= CountingTime;
            if (cursor is not null && isOver)
            {
                return preview with { More = true };
            }
        }
        while (position.Cursor is not null);

        return preview;
    }

    /// <summary>Starts a job.</summary>
    /// <param name="job">The job; its id, time and figures are set here.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<ReplayJob> StartAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        var now = time.GetUtcNow();

        // Events that arrive from now on are not part of it.
        job = job with
        {
            Id = $"job_{RandomHex.Of(16)}",
            At = now,
            Filter = job.Filter with { Until = job.Filter.Until < now ? job.Filter.Until : now },
        };
        var preview = await PreviewAsync(job, cancellationToken);
        job = job with { Total = preview.Total, More = preview.More };
        await store.WriteAsync(Partition, job.Id, job.ToJson(), null, cancellationToken);
        signal.Notify();
        return job;
    }

    /// <summary>Finds a job; null if there is none.</summary>
    public async ValueTask<ReplayRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(Partition, id, cancellationToken) is { } row ? Read(row) : null;

    /// <summary>All jobs of the last 30 days.</summary>
    public async ValueTask<IReadOnlyList<ReplayRow>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await store.ListAllAsync(Partition, after: null, cancellationToken)).Select(Read)];

    /// <summary>The jobs that replayed an event, by the id of the replay.</summary>
    public async ValueTask<IReadOnlyDictionary<string, string>> JobsOfAsync(EventRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Replays.Count == 0
            ? new Dictionary<string, string>()
            : (await ListAsync(cancellationToken)).Select(row => row.Job).ToDictionary(job => job.ReplayIdOf(record.Id), job => job.Id);
    }

    /// <summary>Stops a job; what it has requested is run.</summary>
    /// <returns>The job; null if there is none.</returns>
    public async ValueTask<ReplayJob?> StopAsync(string id, CancellationToken cancellationToken)
    {
        while (await FindAsync(id, cancellationToken) is { } row)
        {
            if (row.Job.State != ReplayState.Running)
            {
                return row.Job;
            }

            var stopped = row.Job with { State = ReplayState.Stopped, EndedAt = time.GetUtcNow() };
            if (await ChangeAsync(row, stopped, cancellationToken) is not null)
            {
                return stopped;
            }
        }

        return null;
    }

    /// <summary>Records the progress of a job; null if it was stopped, or another instance has recorded its own.</summary>
    public async ValueTask<ReplayRow?> ChangeAsync(ReplayRow row, ReplayJob changed, CancellationToken cancellationToken) =>
        await store.WriteAsync(Partition, changed.Id, changed.ToJson(), row.Tag, cancellationToken) is { } written
            ? new ReplayRow(changed, written.Tag)
            : null;

    /// <summary>Removes the jobs that ended long ago.</summary>
    public async ValueTask PruneAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Retention;
        foreach (var row in (await ListAsync(cancellationToken)).Where(row => row.Job.EndedAt < before))
        {
            await store.DeleteAsync(Partition, row.Job.Id, row.Tag, cancellationToken);
        }
    }

    /// <summary>Reads the events at a job's position that match its filter.</summary>
    /// <returns>The events, and the cursor of the next page or null.</returns>
    public async ValueTask<(IReadOnlyList<EventRecord> Events, string? Cursor)> PageAsync(
        ReplayJob job, int size, CancellationToken cancellationToken)
    {
        if (job.Filter.Ids is { } ids)
        {
            // The cursor is the number of ids that were read.
            string[] different = [.. ids.Distinct(StringComparer.Ordinal)];
            var start = job.Cursor is { } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;
            var end = Math.Min(start + size, different.Length);
            List<EventRecord> named = [];
            foreach (var id in different[start..end])
            {
                if (await ledger.FindAsync(id, cancellationToken) is { } record && job.Filter.Matches(record))
                {
                    named.Add(record);
                }
            }

            return (named, end < different.Length ? end.ToString(CultureInfo.InvariantCulture) : null);
        }

        if (job.Filter.Payment is { } payment)
        {
            // The payment names its events; no store need be searched.
            var all = await payments.EventsOfAsync(payment, [.. job.Filter.Source ?? []], cancellationToken);
            var page = EventPage.OfAll(all.Where(job.Filter.Matches), EventCursor.Parse(job.Cursor), size);
            return (page.Events, page.Cursor);
        }

        var query = job.Filter.ToQuery() with { Cursor = job.Cursor, Limit = size };
        var found = await ledger.ListAsync(query, cancellationToken);
        return ([.. found.Events.Where(job.Filter.Matches)], found.Cursor);
    }

    /// <summary>What a job does with an event.</summary>
    public ReplayFate FateOf(EventRecord record, ReplayJob job)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(job);
        return record switch
        {
            _ when record.Replays.Any(replay => replay.Id == job.ReplayIdOf(record.Id)) => ReplayFate.Requested,
            { Status: EventStatus.Processing or EventStatus.Paused } => ReplayFate.Skipped,
            { Status: EventStatus.Completed, Effect: not (null or Effect.Changed) } when !job.Force => ReplayFate.Skipped,
            _ when record.IsBodyGone || sources.Find(record.Source) is null => ReplayFate.Failed,
            _ => ReplayFate.Replayed,
        };
    }

    private static ReplayRow Read(StateRow row) => new(ReplayJob.FromJson(row.Value.Span), row.Tag);
}

/// <summary>What a job would do.</summary>
/// <param name="Total">The events that it would replay.</param>
/// <param name="Skipped">The events that it would leave out.</param>
/// <param name="More">Whether there may be more, because counting ended before the oldest event.</param>
internal sealed record ReplayPreview(long Total, long Skipped, bool More);

/// <summary>What a job does with an event.</summary>
internal enum ReplayFate
{
    /// <summary>Its handlers run again.</summary>
    Replayed,

    /// <summary>The job has already replayed it.</summary>
    Requested,

    /// <summary>It is left out.</summary>
    Skipped,

    /// <summary>It cannot be replayed.</summary>
    Failed,
}
