using System.Diagnostics;
using PayHooks.Configuration;
using PayHooks.Operations.Failures;
using PayHooks.Payments;
using PayHooks.Serialization;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Operations;

/// <summary>Operations on stored events, shared by the local server, the functions and the console.</summary>
internal sealed class EventOperations(
    IEventLedger ledger, ISubjectStore payments, IEventQueue queue, EventBodies bodies, SourceCatalog sources, SourceStatusReader statuses,
    RejectedDeliveries rejected, AuditTrail audit, FailureNotes notes, PayHooksOptions options, FlagOperations flags, TimeProvider time)
{
    private static readonly EventStatus[] Unfinished =
        [EventStatus.Dead, EventStatus.Retrying, EventStatus.Paused, EventStatus.Processing];

    /// <summary>Lists events, newest first.</summary>
    /// <exception cref="BadCursorException">The cursor was not issued by this server.</exception>
    public ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ledger.ListAsync(query with { Limit = Math.Clamp(query.Limit, 1, EventQuery.MaxLimit) }, cancellationToken);
    }

    /// <summary>Finds an event; null if there is none.</summary>
    public async ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        EventIds.IsWellFormed(id) ? await ledger.FindAsync(id, cancellationToken) : null;

    /// <summary>The first body of an event, byte for byte; null if it was pruned or erased.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> BodyAsync(EventRecord record, CancellationToken cancellationToken) =>
        bodies.ReadAsync(record, cancellationToken);

    /// <summary>Requests an immediate replay of a finished, dead or retrying event, unless it changed nothing.</summary>
    public ValueTask<ReplayResult> ReplayAsync(string id, CancellationToken cancellationToken) =>
        ReplayAsync(id, force: false, cancellationToken);

    /// <summary>Requests an immediate replay of a finished, dead or retrying event.</summary>
    /// <param name="id">The event.</param>
    /// <param name="force">Whether handlers run even if the event changed nothing.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
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

        if (record.Status == EventStatus.Paused)
        {
            return new ReplayResult(ReplayOutcome.Paused);
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

    /// <summary>The figures that show whether someone needs to act.</summary>
    public async ValueTask<EventStats> StatsAsync(CancellationToken cancellationToken) => new(
        await ledger.CountDeadAsync(cancellationToken), await flags.CountAsync(cancellationToken),
        await queue.CountAsync(cancellationToken), await statuses.ReadAsync(cancellationToken));

    /// <summary>When the message that has waited longest was due; null if none waits.</summary>
    public async ValueTask<DateTimeOffset?> FindOldestDueAsync(CancellationToken cancellationToken) =>
        (await queue.PeekAsync(cancellationToken)).Min(text => EnvelopeReader.DueAtOf(text.Envelope.Span));

    /// <summary>The number of events waiting for their next attempt; null if the store does not count them.</summary>
    public ValueTask<long?> CountRetryingAsync(CancellationToken cancellationToken) => ledger.CountRetryingAsync(cancellationToken);

    /// <summary>Prunes by the configured retention and deduplication window.</summary>
    public async ValueTask<PruneResult> PruneAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var isUnlimited = options.DeduplicationWindow == PayHooksOptions.Unlimited;
        var rememberedSince = isUnlimited ? DateTimeOffset.MinValue : now - options.DeduplicationWindow;
        var pruned = await ledger.PruneAsync(now - options.Retention, rememberedSince, cancellationToken);
        if (pruned.Postponed is not null)
        {
            return pruned;
        }

        if (!isUnlimited)
        {
            var unfinished = await UnfinishedAsync(rememberedSince, cancellationToken);
            pruned = pruned with { Payments = await payments.PruneAsync(rememberedSince, unfinished, cancellationToken) };
        }

        await rejected.PruneAsync(cancellationToken);
        await audit.PruneAsync(cancellationToken);
        await notes.PruneAsync(now - AuditTrail.Retention, cancellationToken);
        return pruned;
    }

    // The payments of events that may still run at any age: their rows record which changes were handled.
    private async ValueTask<HashSet<string>> UnfinishedAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        HashSet<string> kept = new(StringComparer.Ordinal);
        foreach (var status in Unfinished)
        {
            var query = new EventQuery { Status = status, Until = before, Limit = EventQuery.MaxLimit };
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
        }

        return kept;
    }
}

/// <summary>The result of a replay request.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="ReplayId">The replay's id, if it was accepted.</param>
internal sealed record ReplayResult(ReplayOutcome Outcome, string? ReplayId = null)
{
    /// <summary>For <see cref="ReplayOutcome.NoChange"/>: the event that reported the change first, or null.</summary>
    public string? OwnerId { get; init; }
}

/// <summary>Outcomes of a replay request.</summary>
internal enum ReplayOutcome
{
    /// <summary>The replay is in the queue.</summary>
    Accepted,

    /// <summary>The event does not exist.</summary>
    Unknown,

    /// <summary>The event's handlers are running.</summary>
    Processing,

    /// <summary>The event waits for a paused source or handler.</summary>
    Paused,

    /// <summary>The event changed nothing, so no handler would run.</summary>
    NoChange,

    /// <summary>The body was pruned or erased, or the message was never a delivery of a source.</summary>
    BodyGone,
}

/// <summary>Totals over all events.</summary>
/// <param name="DeadLetters">Number of dead events.</param>
/// <param name="Flagged">Number of payments with unseen flags.</param>
/// <param name="Waiting">Number of messages in the queue, including retries.</param>
/// <param name="Sources">The configured sources.</param>
internal sealed record EventStats(long DeadLetters, long Flagged, long Waiting, IReadOnlyList<SourceStatus> Sources);
