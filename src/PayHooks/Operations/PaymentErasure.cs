using PayHooks.Payments;
using PayHooks.Storage;

namespace PayHooks.Operations;

/// <summary>
/// Erases a payment: the payloads of its events and of those of its refunds, captures and disputes, and the personal data in all their rows
/// (<see cref="SubjectErasure"/>, <see cref="ReducedRecord.ToErased"/>). Hashes remain, so that no change is handled twice.
/// </summary>
/// <remarks>
/// The payment's row is erased last, because it refers to everything else: if the process dies in between, the payment can be erased again.
/// </remarks>
internal sealed class PaymentErasure(
    ISubjectStore store, IEventLedger ledger, EventErasure events, PaymentQueries payments, TimeProvider time)
{
    // Events that arrive during the erasure are erased too, up to this number of rounds.
    private const int MostRounds = 10;

    /// <summary>Erases a payment; erasing an erased payment is not an error.</summary>
    public async ValueTask<PaymentEraseResult> EraseAsync(string source, string id, CancellationToken cancellationToken)
    {
        var rows = await payments.FindAllAsync(source, id, cancellationToken);
        foreach (var row in rows)
        {
            if (await EraseAsync(row.Key, cancellationToken) is { Outcome: not EraseOutcome.Erased } refused)
            {
                return refused;
            }
        }

        return new PaymentEraseResult(rows.Count == 0 ? EraseOutcome.Unknown : EraseOutcome.Erased);
    }

    private async ValueTask<PaymentEraseResult> EraseAsync(SubjectKey key, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MostRounds && await store.FindAsync(key, cancellationToken) is { } row; round++)
        {
            var records = await EventsOfAsync(row, cancellationToken);
            if (records.Find(record => !record.IsFinished && record.Status != EventStatus.Dead) is { } busy)
            {
                return Refused(busy);
            }

            // References before events, because the events name them.
            foreach (var reference in records.Select(record => record.Facts.Resource.MerchantReference).Append(row.MerchantReference)
                .OfType<string>().Distinct(StringComparer.Ordinal))
            {
                await store.EraseAsync(new ReferenceKey(key.Source, key.Mode, reference), key.Id, cancellationToken);
            }

            foreach (var child in ChildrenOf(row, records))
            {
                await store.ApplyAsync(
                    child, current => (current is null ? null : SubjectErasure.Erase(current, time.GetUtcNow()), true), cancellationToken);
            }

            foreach (var record in records)
            {
                var erased = await events.EraseAsync(record.Id, cancellationToken);
                if (erased.Outcome is EraseOutcome.Processing or EraseOutcome.Retrying or EraseOutcome.Paused)
                {
                    return Refused(await ledger.FindAsync(record.Id, cancellationToken) ?? record);
                }
            }

            await store.RemoveFlagsAsync(key, cancellationToken);
            var known = NamesOf(row);
            if (await store.ApplyAsync(key, current => Erase(current, known), cancellationToken))
            {
                return new PaymentEraseResult(EraseOutcome.Erased);
            }
        }

        return new PaymentEraseResult(EraseOutcome.Processing);
    }

    private (SubjectRow? Write, bool IsErased) Erase(SubjectRow? current, HashSet<string> known) => current is null
        ? (null, true)
        : NamesOf(current).IsSubsetOf(known) ? (SubjectErasure.Erase(current, time.GetUtcNow()), true) : (null, false);

    // The events that the row lists and, if the store can find them, those that it has dropped or never listed.
    private async ValueTask<List<EventRecord>> EventsOfAsync(SubjectRow row, CancellationToken cancellationToken)
    {
        Dictionary<string, EventRecord> found = new(StringComparer.Ordinal);
        foreach (var id in NamesOf(row))
        {
            if (await ledger.FindAsync(id, cancellationToken) is { } record)
            {
                found[id] = record;
            }
        }

        var query = new EventQuery { Source = row.Key.Source, Search = row.Key.Id, Limit = EventQuery.MaxLimit };
        do
        {
            var page = await ledger.ListAsync(query, cancellationToken);
            foreach (var record in page.Events.Where(record => IsOf(row.Key, record)))
            {
                found[record.Id] = record;
            }

            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);

        return [.. found.Values];
    }

    private static HashSet<string> NamesOf(SubjectRow row) =>
        row.Entries.Select(entry => entry.EventId).Concat(row.Owners.Values.Select(owner => owner.EventId))
            .ToHashSet(StringComparer.Ordinal);

    private static bool IsOf(SubjectKey payment, EventRecord record) => record.Facts.Subject is { } subject
        && (SubjectKey.Of(record.Source, subject) == payment || SubjectKey.ParentOf(record.Source, subject) == payment);

    // The rows of refunds and disputes. Captures are part of the payment's row.
    private static HashSet<SubjectKey> ChildrenOf(SubjectRow row, List<EventRecord> records)
    {
        var named = records.Select(record => record.Facts.Subject).OfType<Subject>()
            .Select(subject => SubjectKey.Of(row.Key.Source, subject));
        var listed = row.ErasedAt is null ? row.Entries.Select(entry => row.Key with { Kind = entry.Kind, Id = entry.Id }) : [];
        return [.. named.Concat(listed).Where(child => child.Kind is SubjectKind.Refund or SubjectKind.Dispute)];
    }

    private static PaymentEraseResult Refused(EventRecord record) => new(
        record.Status switch
        {
            EventStatus.Retrying => EraseOutcome.Retrying,
            EventStatus.Paused => EraseOutcome.Paused,
            _ => EraseOutcome.Processing,
        })
    {
        EventId = record.Id,
        NextAttemptAt = record.NextAttemptAt,
    };
}

/// <summary>The result of a request to erase a payment.</summary>
/// <param name="Outcome">The outcome.</param>
internal sealed record PaymentEraseResult(EraseOutcome Outcome)
{
    /// <summary>The event that still needs its payload; null if new events keep arriving.</summary>
    public string? EventId { get; init; }

    /// <summary>When the next attempt of that event is due.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }
}
