using PayHooks.Configuration;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Operations;

/// <summary>Erases the payload of an event and the data copied from it; identity and outcome remain (<see
/// cref="ReducedRecord.ToErased"/>).</summary>
/// <remarks>
/// The record is marked as erased first; then the body is deleted from the body store, then the reference to it. If the process dies in
/// between, the record no longer returns a body but still names the one to delete: erasing again, or pruning, completes the job.
/// </remarks>
internal sealed class EventErasure(IEventLedger ledger, SourceCatalog sources, TimeProvider time, IBodyStore? bodies = null)
{
    /// <summary>Erases a completed or dead event; erasing an erased or pruned event is not an error.</summary>
    public async ValueTask<EraseResult> EraseAsync(string id, CancellationToken cancellationToken)
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

        return new EraseResult(applied.Answer, applied.Now.Record?.NextAttemptAt);
    }

    private static LedgerDecision<EraseOutcome> Erase(EventRecord? current, DateTimeOffset now) => current switch
    {
        null => new(EraseOutcome.Unknown),
        { IsBodyGone: true } => new(EraseOutcome.Erased),
        { Status: EventStatus.Processing } => new(EraseOutcome.Processing),
        { Status: EventStatus.Retrying } => new(EraseOutcome.Retrying),
        { Status: EventStatus.Paused } => new(EraseOutcome.Paused),
        _ => new(EraseOutcome.Erased, current.ToErased(now)),
    };

    private async ValueTask RemoveAsync(
        EventRecord record, string reference, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        if (bodies is not null)
        {
            var shared = await SharedAsync(record, reference, headers, cancellationToken);
            var copies = bodies.CopiesOf(reference, record.DeliveryLog.Select(delivery => delivery.At).Append(record.ReceivedAt));
            foreach (var one in copies.Append(reference).Where(one => !shared.Contains(one)))
            {
                await bodies.DeleteAsync(one, cancellationToken);
            }
        }

        await ledger.ApplyAsync(
            record.Key,
            current => current?.BodyReference == reference && current.IsBodyGone ? new(true, current with { BodyReference = null })
                : new LedgerDecision<bool>(false),
            null,
            cancellationToken);
    }

    // A body is named after the content that its provider reads. A later version of PayHooks may identify an event by a field where an
    // earlier one used only the body. Two events may then share a body, which is deleted with the last of them.
    private async ValueTask<IReadOnlyCollection<string>> SharedAsync(
        EventRecord record, string reference, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        if (await bodies!.GetAsync(reference, cancellationToken) is not { } body)
        {
            return [];
        }

        var provider = sources.Find(record.Source)?.Provider;
        var identities =
            new[] { EventIds.BodyIdentity(body.Span), provider?.Read(body, RetainedHeaders.Reader(provider, headers)).Identity };
        HashSet<string> shared = new(StringComparer.Ordinal);
        foreach (var id in identities.OfType<string>().Select(identity => EventIds.Create(record.Source, identity))
            .Where(id => id != record.Id))
        {
            if (await ledger.FindAsync(id, cancellationToken) is { IsBodyGone: false, BodyReference: { } other })
            {
                shared.Add(other);
            }
        }

        return shared;
    }
}

/// <summary>The result of an erase request.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="NextAttemptAt">For <see cref="EraseOutcome.Retrying"/>: when the next attempt is due.</param>
internal sealed record EraseResult(EraseOutcome Outcome, DateTimeOffset? NextAttemptAt = null);

/// <summary>Outcomes of an erase request.</summary>
internal enum EraseOutcome
{
    /// <summary>The payload was erased.</summary>
    Erased,

    /// <summary>The event does not exist.</summary>
    Unknown,

    /// <summary>The event's handlers are running.</summary>
    Processing,

    /// <summary>The event has pending attempts, which need the payload.</summary>
    Retrying,

    /// <summary>The event waits for a paused source or handler, and needs the payload then.</summary>
    Paused,
}
