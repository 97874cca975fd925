using PayHooks.Configuration;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Operations;

/// <summary>Erases the payload of an event and what was copied from it; identity and outcome stay (<see
/// cref="ReducedRecord.ToErased"/>).</summary>
/// <remarks>
/// First the record says that it is erased, then a body in the body store goes, then its name. A process that dies in between
/// leaves a record that gives no body out and still knows which one to remove: erasing again, or pruning, finishes it.
/// </remarks>
internal sealed class EventErasure(
    IEventLedger ledger, SourceCatalog sources, TimeProvider time, IBodyStore? bodies = null, IStoreCompaction? compaction = null)
{
    /// <summary>Erases a completed or dead event; one that is erased or pruned already is no error.</summary>
    public ValueTask<EraseResult> EraseAsync(string id, CancellationToken cancellationToken) =>
        EraseAsync(id, fromFiles: false, cancellationToken);

    /// <summary>The same.</summary>
    /// <param name="id">The event.</param>
    /// <param name="fromFiles">Whether it must have left the store's files, too, when this returns.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<EraseResult> EraseAsync(string id, bool fromFiles, CancellationToken cancellationToken)
    {
        if (!EventIds.IsWellFormed(id) || await ledger.FindAsync(id, cancellationToken) is not { } found)
        {
            return new EraseResult(EraseOutcome.Unknown);
        }

        var now = time.GetUtcNow();
        var applied = await ledger.ApplyAsync(found.Key, current => Erase(current, now), null, cancellationToken);
        if (applied.Answer == EraseOutcome.Erased && applied.Now.Record is { BodyReference: { } reference } erased)
        {
            await RemoveAsync(erased, reference, found.Headers, cancellationToken);
        }

        if (fromFiles && applied.Answer == EraseOutcome.Erased && compaction is not null)
        {
            await compaction.CompactEventAsync(id, cancellationToken);
        }

        return new EraseResult(applied.Answer, applied.Now.Record?.NextAttemptAt);
    }

    private static LedgerDecision<EraseOutcome> Erase(EventRecord? current, DateTimeOffset now) => current switch
    {
        null => new(EraseOutcome.Unknown),
        { IsBodyGone: true } => new(EraseOutcome.Erased),
        { Status: EventStatus.Processing } => new(EraseOutcome.Processing),
        { Status: EventStatus.Retrying } => new(EraseOutcome.Retrying),
        _ => new(EraseOutcome.Erased, current.ToErased(now)),
    };

    private async ValueTask RemoveAsync(
        EventRecord record, string reference, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        if (bodies is not null && !await IsSharedAsync(record, reference, headers, cancellationToken))
        {
            await bodies.DeleteAsync(reference, cancellationToken);
        }

        await ledger.ApplyAsync(
            record.Key,
            current => current?.BodyReference == reference && current.IsBodyGone ? new(true, current with { BodyReference = null })
                : new LedgerDecision<bool>(false),
            null,
            cancellationToken);
    }

    // A body is named after what its provider reads, and a later version of PayHooks may identify an event by a field where an earlier one
    // knew only the body. Then two events share it, and it goes with the last of them.
    private async ValueTask<bool> IsSharedAsync(
        EventRecord record, string reference, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        if (await bodies!.GetAsync(reference, cancellationToken) is not { } body)
        {
            return false;
        }

        var provider = sources.Find(record.Source)?.Provider;
        var identities =
            new[] { EventIds.BodyIdentity(body.Span), provider?.Read(body, RetainedHeaders.Reader(provider, headers)).Identity };
        foreach (var id in identities.OfType<string>().Select(identity => EventIds.Create(record.Source, identity))
            .Where(id => id != record.Id))
        {
            if (await ledger.FindAsync(id, cancellationToken) is { IsBodyGone: false } other && other.BodyReference == reference)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What became of the wish to erase.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="NextAttemptAt">For <see cref="EraseOutcome.Retrying"/>: when the next attempt is due.</param>
internal sealed record EraseResult(EraseOutcome Outcome, DateTimeOffset? NextAttemptAt = null);

/// <summary>Answers to the wish to erase.</summary>
internal enum EraseOutcome
{
    /// <summary>The payload is gone.</summary>
    Erased,

    /// <summary>There is no such event.</summary>
    Unknown,

    /// <summary>Its handlers run now.</summary>
    Processing,

    /// <summary>It has attempts before it, which need the payload.</summary>
    Retrying,
}
