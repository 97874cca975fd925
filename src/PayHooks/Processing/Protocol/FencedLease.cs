using PayHooks.Storage;

namespace PayHooks.Processing.Protocol;

/// <summary>
/// A claim that is held. Every write is fenced by (owner, generation): it applies only while the record still contains them, recognizes its
/// own earlier write after a lost response, and otherwise reports the claim as lost.
/// The methods return false if the claim is lost and throw if the ledger is unavailable.
/// </summary>
internal sealed class FencedLease(IEventLedger ledger, LedgerSnapshot snapshot) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly string owner = snapshot.Record!.Owner!;
    private readonly int generation = snapshot.Record!.Generation;
    private LedgerSnapshot snapshot = snapshot;
    private Func<EventRecord, EventRecord> amend = static record => record;
    private Amended? amended;

    /// <summary>The record as last seen by this claim.</summary>
    public EventRecord Record
    {
        get
        {
            // One object, because a renewal may replace the snapshot meanwhile.
            var (stored, amendment, last) = (snapshot.Record!, amend, amended);
            if (last is null || !ReferenceEquals(last.Stored, stored) || last.Amendment != amendment)
            {
                amended = last = new Amended(stored, amendment, amendment(stored));
            }

            return last.Record;
        }
    }

    /// <summary>The generation of this claim.</summary>
    public int Generation => generation;

    /// <summary>Whether the message was completed with the event.</summary>
    public bool IsMessageEnded { get; private set; }

    /// <summary>Amends the record; the change becomes durable with the next write of the claim.</summary>
    public void Amend(Func<EventRecord, EventRecord> amendment)
    {
        var before = amend;
        amend = record => amendment(before(record));
    }

    /// <summary>Extends the lease.</summary>
    public ValueTask<bool> RenewAsync(DateTimeOffset until, CancellationToken cancellationToken) =>
        ApplyAsync(record => record with { LeaseUntil = until }, _ => false, cancellationToken);

    /// <summary>Records that a handler has finished.</summary>
    public ValueTask<bool> MarkHandledAsync(HandledEntry handled, AttemptEntry attempt, CancellationToken cancellationToken) => ApplyAsync(
        record => record with { Handled = [.. record.Handled, handled], AttemptLog = record.AttemptLog.AppendBounded(attempt) },
        record => record.Handled.Any(entry => entry.Name == handled.Name),
        cancellationToken);

    /// <summary>Records that the provider's API confirmed the event, and extends the lease.</summary>
    /// <param name="facts">The confirmed facts.</param>
    /// <param name="until">When the lease ends.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public ValueTask<bool> ConfirmAsync(EventFacts facts, DateTimeOffset until, CancellationToken cancellationToken) => ApplyAsync(
        record => record with { Verification = VerificationLevel.Api, Facts = facts, LeaseUntil = until },
        record => record.Verification == VerificationLevel.Api,
        cancellationToken);

    /// <summary>Completes the event: every handler has finished.</summary>
    /// <param name="at">When it completed.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="handled">The finished handlers that are not yet recorded.</param>
    /// <param name="attempts">The attempts that are not yet recorded.</param>
    /// <param name="message">The message to complete in the same write, or null; see <see cref="IsMessageEnded"/>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public ValueTask<bool> CompleteAsync(
        DateTimeOffset at, EventOutcome outcome, IReadOnlyList<HandledEntry> handled, IReadOnlyList<AttemptEntry> attempts,
        TakenMessage? message, CancellationToken cancellationToken) =>
        ApplyAsync(
            record => EndAttempt(record, attempts) with
            {
                Status = EventStatus.Completed,
                Outcome = outcome,
                CompletedAt = at,
                Handled = [.. record.Handled, .. handled.Where(entry => record.Handled.All(known => known.Name != entry.Name))],
                LastError = null,
            },
            record => record.Status == EventStatus.Completed,
            cancellationToken,
            message);

    /// <summary>Ends the attempt; a retry is already enqueued.</summary>
    public ValueTask<bool> RetryLaterAsync(
        DateTimeOffset at, string error, IReadOnlyList<AttemptEntry> attempts, CancellationToken cancellationToken) => ApplyAsync(
            record => EndAttempt(record, attempts) with { Status = EventStatus.Retrying, NextAttemptAt = at, LastError = error },
            record => record.Status == EventStatus.Retrying,
            cancellationToken);

    /// <summary>Ends the claim without an attempt: nothing was tried yet. A retry is already enqueued.</summary>
    public ValueTask<bool> PostponeAsync(DateTimeOffset at, string? why, CancellationToken cancellationToken) => ApplyAsync(
        record => record with { Status = EventStatus.Retrying, NextAttemptAt = at, LastError = why },
        record => record.Status == EventStatus.Retrying,
        cancellationToken);

    /// <summary>Lets the event wait until what holds it back is resumed. No attempt is used up.</summary>
    public ValueTask<bool> PauseAsync(IReadOnlyList<string> by, CancellationToken cancellationToken) => ApplyAsync(
        record => record with { Status = EventStatus.Paused, PausedBy = by },
        record => record.Status == EventStatus.Paused,
        cancellationToken);

    /// <summary>Makes the event a dead letter.</summary>
    public ValueTask<bool> DeadLetterAsync(string error, IReadOnlyList<AttemptEntry> attempts, CancellationToken cancellationToken) =>
        ApplyAsync(
        record => EndAttempt(record, attempts) with { Status = EventStatus.Dead, LastError = error },
        record => record.Status == EventStatus.Dead,
        cancellationToken);

    /// <summary>
    /// Releases the claim without an outcome, so that the next message can claim at once and no crash is counted. Amendments are left out:
    /// the next attempt makes them again, with everything that goes with them.
    /// </summary>
    public ValueTask<bool> ReleaseAsync(CancellationToken cancellationToken)
    {
        amend = static record => record;
        return ApplyAsync(
            record => record with { Owner = null, LeaseUntil = DateTimeOffset.MinValue }, _ => false, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private static EventRecord EndAttempt(EventRecord record, IReadOnlyList<AttemptEntry> attempts) => record with
    {
        Attempts = record.Attempts + 1,
        RunAttempts = record.RunAttempts + 1,
        AttemptLog = attempts.Aggregate(WithoutResponses(record.AttemptLog), (log, entry) => log.AppendBounded(entry)),
    };

    // Responses are long: twenty of them would not fit into a record.
    private static IReadOnlyList<AttemptEntry> WithoutResponses(IReadOnlyList<AttemptEntry> log) =>
        log.All(entry => entry.Response is null) ? log : [.. log.Select(entry => entry with { Response = null })];

    private async ValueTask<bool> ApplyAsync(
        Func<EventRecord, EventRecord> change, Func<EventRecord, bool> isApplied, CancellationToken cancellationToken,
        TakenMessage? ends = null)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var applied = await ledger.ApplyAsync(Record.Key, Fenced(change, isApplied, ends), snapshot, cancellationToken);
            IsMessageEnded |= applied.IsMessageEnded;
            if (applied.Answer)
            {
                snapshot = applied.Now;
            }

            return applied.Answer;
        }
        finally
        {
            turn.Release();
        }
    }

    private LedgerChange<bool> Fenced(
        Func<EventRecord, EventRecord> change, Func<EventRecord, bool> isApplied, TakenMessage? ends) => current =>
    {
        if (current is null || current.Owner != owner || current.Generation != generation)
        {
            return new(false);
        }

        if (isApplied(current))
        {
            return new(true);
        }

        return current.Status == EventStatus.Processing ? new(true, change(amend(current))) { Ends = ends } : new(false);
    };

    private sealed class Amended(EventRecord stored, Func<EventRecord, EventRecord> amendment, EventRecord record)
    {
        public EventRecord Stored => stored;

        public Func<EventRecord, EventRecord> Amendment => amendment;

        public EventRecord Record => record;
    }
}
