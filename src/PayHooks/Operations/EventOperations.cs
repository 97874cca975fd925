using System.Diagnostics;
using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Serialization;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Operations;

/// <summary>What people and tools do with stored events; the same for the local server, the functions and the console.</summary>
internal sealed class EventOperations(
    IEventLedger ledger, ISubjectStore payments, IEventQueue queue, EventBodies bodies, SourceCatalog sources, SourceStatusReader statuses,
    PayHooksOptions options, FlagOperations flags, TimeProvider time)
{
    /// <summary>Events newest first.</summary>
    /// <exception cref="BadCursorException">The cursor is not one of this server's.</exception>
    public ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ledger.ListAsync(query with { Limit = Math.Clamp(query.Limit, 1, EventQuery.MaxLimit) }, cancellationToken);
    }

    /// <summary>One event, or null.</summary>
    public async ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        EventIds.IsWellFormed(id) ? await ledger.FindAsync(id, cancellationToken) : null;

    /// <summary>The first body of an event, byte for byte; null when it is gone.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> BodyAsync(EventRecord record, CancellationToken cancellationToken) =>
        bodies.ReadAsync(record, cancellationToken);

    /// <summary>Asks for a finished, dead or retrying event to run again now, unless it changed nothing.</summary>
    public ValueTask<ReplayResult> ReplayAsync(string id, CancellationToken cancellationToken) =>
        ReplayAsync(id, force: false, cancellationToken);

    /// <summary>Asks for a finished, dead or retrying event to run again now.</summary>
    /// <param name="id">The event.</param>
    /// <param name="force">Whether its handlers run although it changed nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<ReplayResult> ReplayAsync(string id, bool force, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } record)
        {
            return new ReplayResult(ReplayOutcome.Unknown);
        }

        if (record.Status == EventStatus.Processing)
        {
            return new ReplayResult(ReplayOutcome.Processing);
        }

        if (!force && record is { Status: EventStatus.Completed, Effect: not (null or Effect.Changed) })
        {
            return new ReplayResult(ReplayOutcome.NoChange) { OwnerId = record.OwnerId };
        }

        if (sources.Find(record.Source) is null || await BodyAsync(record, cancellationToken) is null)
        {
            return new ReplayResult(ReplayOutcome.BodyGone);
        }

        var replay = new ReplayMessage
        {
            Source = record.Source,
            DueAt = time.GetUtcNow(),
            TraceParent = Activity.Current?.Id,
            EventId = record.Id,
            ReplayId = $"rpl_{RandomHex.Of(24)}",
            Force = force,
        };
        await queue.EnqueueAsync(MessageSerializer.Write(replay), TimeSpan.Zero, cancellationToken);
        return new ReplayResult(ReplayOutcome.Accepted, replay.ReplayId);
    }

    /// <summary>The figures that tell whether somebody should look.</summary>
    public async ValueTask<EventStats> StatsAsync(CancellationToken cancellationToken)
    {
        List<SourceStatus> known = [];
        foreach (var source in sources.All)
        {
            known.Add(await statuses.ReadAsync(source.Settings, cancellationToken));
        }

        return new EventStats(
            await ledger.CountDeadAsync(cancellationToken), await flags.CountAsync(cancellationToken),
            await queue.CountAsync(cancellationToken), known);
    }

    /// <summary>How many events wait for their next attempt; null where the store does not count them.</summary>
    public ValueTask<long?> CountRetryingAsync(CancellationToken cancellationToken) => ledger.CountRetryingAsync(cancellationToken);

    /// <summary>Prunes by the configured retention and deduplication window.</summary>
    public async ValueTask<PruneResult> PruneAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rememberedSince = now - options.DeduplicationWindow;
        var pruned = await ledger.PruneAsync(now - options.Retention, rememberedSince, cancellationToken);
        return pruned.Postponed is not null
            ? pruned
            : pruned with
            {
                Payments = await payments.PruneAsync(
                    rememberedSince, await UnfinishedAsync(rememberedSince, cancellationToken), cancellationToken),
            };
    }

    // The payments of dead letters, which may run again however old they are: their rows say which changes were handled.
    private async ValueTask<HashSet<string>> UnfinishedAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        HashSet<string> kept = new(StringComparer.Ordinal);
        var query = new EventQuery { Status = EventStatus.Dead, Until = before, Limit = EventQuery.MaxLimit };
        do
        {
            var page = await ledger.ListAsync(query, cancellationToken);
            foreach (var record in page.Events)
            {
                if (record.Facts.Subject is { } subject)
                {
                    kept.Add(SubjectKey.Of(record.Source, subject).Hash());
                    kept.Add((SubjectKey.ParentOf(record.Source, subject) ?? SubjectKey.Of(record.Source, subject)).Hash());
                }
            }

            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);

        return kept;
    }
}

/// <summary>What became of the wish for a replay.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="ReplayId">The replay's id when it was accepted.</param>
internal sealed record ReplayResult(ReplayOutcome Outcome, string? ReplayId = null)
{
    /// <summary>For <see cref="ReplayOutcome.NoChange"/>: the event that reported the change first, or null.</summary>
    public string? OwnerId { get; init; }
}

/// <summary>Answers to the wish for a replay.</summary>
internal enum ReplayOutcome
{
    /// <summary>It is in the queue.</summary>
    Accepted,

    /// <summary>There is no such event.</summary>
    Unknown,

    /// <summary>Its handlers run now.</summary>
    Processing,

    /// <summary>It changed nothing, so no handler would run.</summary>
    NoChange,

    /// <summary>Its body was pruned or erased, or never was a delivery of a source.</summary>
    BodyGone,
}

/// <summary>Figures over all events.</summary>
/// <param name="DeadLetters">Events that are dead.</param>
/// <param name="Flagged">Payments with flags that nobody has seen.</param>
/// <param name="Waiting">Messages in the queue, retries among them.</param>
/// <param name="Sources">The configured sources.</param>
internal sealed record EventStats(long DeadLetters, long Flagged, long Waiting, IReadOnlyList<SourceStatus> Sources);
