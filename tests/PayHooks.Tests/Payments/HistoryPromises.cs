using PayHooks.Payments;
using PayHooks.Storage;
using PayHooks.Tests.Storage;

namespace PayHooks.Tests.Payments;

/// <summary>Whether a history that has come to its end was handled as promised: once for each change, never out of date.</summary>
internal sealed class HistoryPromises
{
    private readonly StoreUnderTest store;
    private readonly IReadOnlyList<(EventRecord Record, SubjectEvent Change)> events;
    private readonly IReadOnlyCollection<HandlerRun> runs;
    private readonly int crashes;
    private readonly Dictionary<SubjectKey, SubjectRow> rows = [];

    private HistoryPromises(StoreUnderTest store, IEnumerable<EventRecord> records, PaymentRules rules, IReadOnlyCollection<HandlerRun> runs, int crashes)
    {
        (this.store, this.runs, this.crashes) = (store, runs, crashes);
        events =
        [
            .. from record in records
               let change = SubjectEvent.From(record.Id, record.Source, record.Facts, rules, record.Verification, record.ReceivedAt)
               where change is not null
               select (record, change),
        ];
    }

    /// <summary>Every breach.</summary>
    public static async Task<IReadOnlyList<string>> BreachesAsync(
        StoreUnderTest store, IEnumerable<EventRecord> records, PaymentRules rules, IReadOnlyCollection<HandlerRun> runs, int crashes)
    {
        var check = new HistoryPromises(store, records, rules, runs, crashes);
        List<string> breaches = [];
        await foreach (var breach in check.BreachesAsync())
        {
            breaches.Add(breach);
        }

        return breaches;
    }

    private async IAsyncEnumerable<string> BreachesAsync()
    {
        SubjectRows expected = new();
        foreach (var (_, change) in events.OrderBy(one => one.Change.EventId, StringComparer.Ordinal))
        {
            expected.Apply(change);
        }

        foreach (var row in expected.All)
        {
            if (await store.Subjects.FindAsync(row.Key, default) is { } stored)
            {
                rows[row.Key] = stored;
            }
            else
            {
                yield return $"{row.Key.Kind} {row.Key.Id} has no row.";
            }
        }

        var isTimed = events.All(one => one.Change.Ordering == EventOrdering.Rank || one.Change.Subject.ChangedAt is not null);
        foreach (var row in expected.All.Where(row => isTimed && rows.ContainsKey(row.Key) && SubjectRows.Say(row) != SubjectRows.Say(rows[row.Key])))
        {
            yield return $"(a) {row.Key.Kind} {row.Key.Id} is {SubjectRows.Say(rows[row.Key])}, and its events say {SubjectRows.Say(row)}.";
        }

        foreach (var breach in HandledTwice().Concat(NeverHandled()).Concat(OutOfDate()).Concat(WrongRefunds()).Concat(await AlarmsAsync()))
        {
            yield return breach;
        }
    }

    // (b) A crash after a handler's end and before its record makes that handler run again, for the same event; nothing else does.
    private IEnumerable<string> HandledTwice()
    {
        foreach (var key in runs.Where(run => run.IsDone).GroupBy(run => run.Context.IdempotencyKey, StringComparer.Ordinal))
        {
            if (key.Count() > 1 + crashes || (key.Count() > 1 && key.Select(run => run.EventId).Distinct().Count() > 1))
            {
                yield return $"(b) {key.Key} was handled {key.Count()} times: {string.Join(", ", key.Select(run => run.EventId))}.";
            }
        }
    }

    private IEnumerable<string> NeverHandled()
    {
        foreach (var (record, change) in events)
        {
            if (record.Status != EventStatus.Completed)
            {
                yield return $"{record.Id} is {record.Status}.";
            }

            var row = RowOf(change);
            if (change is { Subject.Kind: SubjectKind.Payment, State: SubjectState.Succeeded, Level: >= VerificationLevel.Credentials }
                && !row.ArrivalFlags.HasFlag(PaymentFlags.VoidedBeforeSuccess)
                && !HasRun(row, entry => entry.State == SubjectState.Succeeded && entry.Kind is SubjectKind.Payment or SubjectKind.Capture))
            {
                yield return $"(c) The success of {row.Key.Id} was not handled.";
            }

            if (change.Subject.Kind == SubjectKind.Payment)
            {
                continue;
            }

            var confirmed = Folds.Of(row).Confirmed;
            var state = change.Subject.Kind == SubjectKind.Capture ? confirmed.StateOfCapture(change.Subject.Id) : confirmed.State;
            if (state != SubjectState.None && !HasRun(row, entry => entry.Kind == change.Subject.Kind && entry.Id == change.Subject.Id && entry.State == state))
            {
                yield return $"(c) {change.Subject.Kind} {change.Subject.Id} is {state}, and that was not handled.";
            }
        }
    }

    // (d) A change that passes is handled only while it is the state.
    private IEnumerable<string> OutOfDate() =>
        from run in runs
        let change = events.FirstOrDefault(one => one.Record.Id == run.EventId).Change
        where change is not null && run.Context.Effect == Effect.Changed && StateRanks.IsPassing(change.Subject.Kind, change.State)
        let payment = run.Context.Payment!
        let now = change.Level >= VerificationLevel.Credentials ? payment.State : payment.Unconfirmed ?? payment.State
        where now != SubjectTexts.Of(change.State)
        select $"(d) {run.EventId} reports {change.State}, and was handled when the payment was {now}.";

    // (e) What handlers were told adds up.
    private IEnumerable<string> WrongRefunds() =>
        from row in rows.Values
        where row.Key.Kind == SubjectKind.Payment
        let folds = Folds.Of(row)
        let total = folds.All.RefundedTotal?.Value ?? 0
        where total > 0 && !folds.Flags.HasFlag(PaymentFlags.RefundReversed)
        let told = events
            .Where(one => one.Change.State == SubjectState.Refunded && one.Record.Effect == Effect.Changed && SubjectKey.Of("test", one.Change.Subject) == row.Key)
            .Sum(one => one.Record.Facts.Amount!.Value)
        where told != total
        select $"(e) {told} was reported as refunded of {row.Key.Id}, and {total} was.";

    private async Task<IEnumerable<string>> AlarmsAsync()
    {
        var listed = await store.Subjects.ListFlagsAsync(int.MaxValue, default);
        var missing =
            from row in rows.Values
            where row.Key.Kind is SubjectKind.Payment or SubjectKind.Payout
            from flag in (Folds.Of(row).Flags | row.ArrivalFlags).Alarms().ToNames()
            where !listed.Any(one => one.Subject == row.Key && one.Flag == flag)
            select $"The flag {flag} of {row.Key.Id} was not raised.";
        var paid = rows.Values.Where(row => row.MerchantReference is not null && row.Entries.Any(entry =>
            entry is { Kind: SubjectKind.Payment, State: SubjectState.Succeeded, IsConfirmed: true })).ToList();
        var unflagged =
            from row in paid
            where paid.Count(other => other.MerchantReference == row.MerchantReference) > 1 && !row.ArrivalFlags.HasFlag(PaymentFlags.PaidTwice)
            select $"{row.Key.Id} is one of two that were paid for one order, and is not flagged.";
        return missing.Concat(unflagged);
    }

    private SubjectRow RowOf(SubjectEvent change) => rows[
        change.Subject.Kind == SubjectKind.Capture ? SubjectKey.ParentOf("test", change.Subject)! : SubjectKey.Of("test", change.Subject)];

    private bool HasRun(SubjectRow row, Func<SubjectEntry, bool> isOne) => row.Entries.Any(entry =>
        entry is { IsConfirmed: true, Effect: Effect.Changed } && isOne(entry)
        && runs.Any(run => run.IsDone && run.Handler == "careful" && run.EventId == entry.EventId));
}
