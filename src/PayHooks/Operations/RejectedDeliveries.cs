using PayHooks.Configuration;
using PayHooks.Storage;

namespace PayHooks.Operations;

/// <summary>
/// Counts rejected deliveries by source, cause and minute, for diagnosing webhooks that do not arrive. The counts of all instances are in
/// the store; those of this process that are not yet written are added when they are read. Memory and writes are bounded: forged deliveries
/// cost a few rows a minute, however many arrive.
/// </summary>
internal sealed class RejectedDeliveries(
    IRejectionStore store, SourceActivityRecorder activity, PayHooksOptions options, TimeProvider time) : IDisposable
{
    /// <summary>The maximum number of entries of an answer.</summary>
    public const int Kept = 500;

    /// <summary>The maximum number of deliveries of a row of which more than the count is kept.</summary>
    public const int Samples = 5;

    /// <summary>The maximum number of rows of this process in a minute; further causes are counted together.</summary>
    public const int RowsPerMinute = 50;

    /// <summary>The reason of deliveries that are only counted.</summary>
    public const string OtherReason = "other";

    // While the store is unreachable, the oldest minutes make room.
    private const int MostMinutes = 10;
    private const int LongestDetail = 300;

    private static readonly TimeSpan LongestRetention = TimeSpan.FromDays(7);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim writing = new(1);
    private readonly SortedDictionary<DateTimeOffset, Dictionary<string, Row>> minutes = [];
    private readonly string instance = RandomHex.Of(8);

    /// <summary>The start of what is kept.</summary>
    public DateTimeOffset Since => time.GetUtcNow() - (options.Retention < LongestRetention ? options.Retention : LongestRetention);

    /// <summary>Adds a delivery with the current time.</summary>
    public void Add(RejectedDelivery rejected)
    {
        ArgumentNullException.ThrowIfNull(rejected);
        var now = time.GetUtcNow();
        if (rejected.Source is { } source)
        {
            activity.Rejected(source, now);
        }

        var minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        var count = new RejectionCount(minute, rejected.Source, rejected.Status, rejected.Reason, instance);
        lock (gate)
        {
            if (!minutes.TryGetValue(minute, out var rows))
            {
                minutes[minute] = rows = new(StringComparer.Ordinal);
                while (minutes.Count > MostMinutes)
                {
                    minutes.Remove(minutes.Keys.First());
                }
            }

            if (!rows.ContainsKey(count.Key) && rows.Count >= RowsPerMinute - 1)
            {
                count = new RejectionCount(minute, null, 0, OtherReason, instance);
            }

            if (!rows.TryGetValue(count.Key, out var row))
            {
                rows[count.Key] = row = new Row(count);
            }

            row.Add(rejected with { At = now, Detail = Short(rejected.Detail) });
        }
    }

    /// <summary>The most recent rejections, newest first.</summary>
    /// <param name="source">Only this source, or null for all.</param>
    /// <param name="limit">The maximum number of deliveries, and of counts.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="Exception">The store cannot be read.</exception>
    public async ValueTask<Rejections> ReadAsync(string? source, int limit, CancellationToken cancellationToken)
    {
        var since = Since;

        // Before the store: a row that is written and forgotten in between is then in one of both.
        List<RejectionCount> own;
        lock (gate)
        {
            own = [.. minutes.Values.SelectMany(rows => rows.Values).Select(row => row.Count)
                .Where(row => row.Minute >= since && (source is null || row.Source == source))];
        }

        var stored = await store.ListAsync(source, since, limit, cancellationToken);
        var newer = own.Select(row => (row.Minute, row.Key)).ToHashSet();
        List<RejectionCount> rows = [.. own.Concat(stored.Where(row => !newer.Contains((row.Minute, row.Key))))];
        RejectionTotal[] totals =
        [
            .. rows.GroupBy(row => (row.Minute, row.Source, row.Status, row.Reason))
                .Select(group => new RejectionTotal(
                    group.Key.Minute, group.Key.Source, group.Key.Status, group.Key.Reason, group.Sum(row => row.Count)))
                .OrderByDescending(total => total.Minute).ThenByDescending(total => total.Count),
        ];

        // Where the limit cuts off a list, its oldest minute may be incomplete.
        DateTimeOffset[] complete =
        [
            since,
            .. stored.Count >= limit ? [stored.Min(row => row.Minute).AddMinutes(1)] : Array.Empty<DateTimeOffset>(),
            .. totals.Length > limit ? [totals[limit - 1].Minute.AddMinutes(1)] : Array.Empty<DateTimeOffset>(),
        ];
        return new Rejections(
            [.. rows.SelectMany(row => row.Samples.Reverse()).OrderByDescending(delivery => delivery.At).Take(limit)],
            [.. totals.Take(limit)], complete.Max());
    }

    /// <summary>Writes what has changed since the last call.</summary>
    /// <exception cref="Exception">The store cannot be written; the next call tries again.</exception>
    public async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            List<(Row Row, long Count)> changed;
            lock (gate)
            {
                changed = [.. minutes.Values.SelectMany(rows => rows.Values).Where(row => row.IsChanged)
                    .Select(row => (row, row.Count.Count))];
            }

            if (changed.Count > 0)
            {
                await store.WriteAsync([.. changed.Select(one => one.Row.Count)], cancellationToken);
            }

            Forget(changed);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Removes old rows from the store.</summary>
    public ValueTask PruneAsync(CancellationToken cancellationToken) => store.PruneAsync(Since, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => writing.Dispose();

    /// <summary>The part of a name in a URL that is valid in a source name (<c>[a-z0-9_]{1,40}</c>); null if nothing is.</summary>
    public static string? Sanitise(string? name)
    {
        var kept = new string([.. (name ?? "").ToLowerInvariant().Where(SourceName.IsAllowed).Take(SourceName.MaxLength)]);
        return kept.Length > 0 ? kept : null;
    }

    // Past minutes do not change any more.
    private void Forget(List<(Row Row, long Count)> written)
    {
        var over = time.GetUtcNow().AddMinutes(-1);
        lock (gate)
        {
            foreach (var (row, count) in written)
            {
                row.Written = Math.Max(row.Written, count);
            }

            foreach (var minute in minutes.Where(one => one.Key <= over && one.Value.Values.All(row => !row.IsChanged))
                .Select(one => one.Key).ToList())
            {
                minutes.Remove(minute);
            }
        }
    }

    private static string? Short(string? detail) => detail?.Length > LongestDetail ? detail[..LongestDetail] : detail;

    private sealed class Row(RejectionCount empty)
    {
        // Immutable, so that it can be written while further deliveries are counted.
        public RejectionCount Count { get; private set; } = empty;

        public long Written { get; set; }

        public bool IsChanged => Count.Count > Written;

        public void Add(RejectedDelivery rejected) => Count = Count with
        {
            Count = Count.Count + 1,
            Samples = Count.Samples.Count < Samples && Count.Reason != OtherReason ? [.. Count.Samples, rejected] : Count.Samples,
        };
    }
}

/// <summary>Rejected deliveries.</summary>
/// <param name="Deliveries">The first few of each cause and minute, newest first.</param>
/// <param name="Totals">The counts by cause and minute, newest minute first.</param>
/// <param name="CompleteSince">The time from which on the counts are complete.</param>
internal sealed record Rejections(
    IReadOnlyList<RejectedDelivery> Deliveries, IReadOnlyList<RejectionTotal> Totals, DateTimeOffset CompleteSince);

/// <summary>The number of deliveries that were rejected for one cause in one minute.</summary>
/// <param name="Minute">The start of the minute (UTC).</param>
/// <param name="Source">The configured name, or null if the source is unknown.</param>
/// <param name="Status">The HTTP status of the responses; 0 if several are counted together.</param>
/// <param name="Reason">The reason, in snake case.</param>
/// <param name="Count">The number of deliveries.</param>
internal sealed record RejectionTotal(DateTimeOffset Minute, string? Source, int Status, string Reason, long Count);
