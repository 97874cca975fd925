using PayHooks.Payments;
using PayHooks.Storage;

namespace PayHooks.Tests.Payments;

/// <summary>Whether a history that has come to its end was handled as promised: once for each change, never out of date.</summary>
internal sealed class HistoryPromises
{
    private readonly ISubjectStore store;
    private readonly IReadOnlyList<(EventRecord Record, SubjectEvent Change)> events;
    private readonly IReadOnlyCollection<HandlerRun> runs;
    private readonly int? crashes;
    private readonly bool hasDead;
    private readonly Dictionary<SubjectKey, SubjectRow> rows = [];

    private HistoryPromises(
        ISubjectStore store, IEnumerable<EventRecord> records, PaymentRules rules, IReadOnlyCollection<HandlerRun> runs, int? crashes)
    {
        (this.store, this.runs, this.crashes) = (store, runs, crashes);
        events =
        [
            .. from record in records
               let change = SubjectEvent.From(record.Id, record.Source, record.Facts, rules, record.Verification, record.ReceivedAt)
               where change is not null
               select (record, change),
        ];
        hasDead = events.Any(one => one.Record.Status == EventStatus.Dead);
    }

    /// <summary>Every breach.</summary>
    /// <param name="store">The payments.</param>
    /// <param name="records">The records of all events.</param>
    /// <param name="rules">How the payments are ordered.</param>
    /// <param name="runs">What handlers did.</param>
    /// <param name="crashes">How many processes died; null where replays and crashes of each event are counted elsewhere.</param>
    public static async ValueTask<IReadOnlyList<string>> BreachesAsync(
        ISubjectStore store, IEnumerable<EventRecord> records, PaymentRules rules, IReadOnlyCollection<HandlerRun> runs,
        int? crashes = null)
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
        foreach (var key in events.SelectMany(one => RowsOf(one.Change)).Distinct())
        {
            if (await store.FindAsync(key, default) is { } stored)
            {
                rows[key] = stored;
            }
        }

        // A dead event counts if it got as far as its rows.
        SubjectRows expected = new();
        foreach (var (_, change) in events.Where(IsApplied).OrderBy(one => one.Change.EventId, StringComparer.Ordinal))
        {
            expected.Apply(change);
        }

        var isTimed = events.All(one => one.Change.Ordering == EventOrdering.Rank || one.Change.Subject.ChangedAt is not null);
        foreach (var row in expected.All)
        {
            if (!rows.TryGetValue(row.Key, out var stored))
            {
                yield return $"{row.Key.Kind} {row.Key.Id} has no row.";
            }
            else if (isTimed && SubjectRows.Say(row) != SubjectRows.Say(stored))
            {
                yield return $"(a) {row.Key.Kind} {row.Key.Id} is {SubjectRows.Say(stored)}, and its events say {SubjectRows.Say(row)}.";
            }
        }

        foreach (var breach in HandledTwice().Concat(NeverHandled()).Concat(OutOfDate()).Concat(WrongRefunds()).Concat(await AlarmsAsync()))
        {
            yield return breach;
        }
    }

    // (b) A crash between a handler's end and its record, or a replay, makes it run again, for the same event; nothing else does.
    private IEnumerable<string> HandledTwice()
    {
        foreach (var key in runs.Where(run => run.IsDone).GroupBy(run => run.Context.IdempotencyKey, StringComparer.Ordinal))
        {
            if (key.Count() > 1 + (crashes ?? int.MaxValue - 1)
                || (key.Count() > 1 && key.Select(run => run.EventId).Distinct().Count() > 1))
            {
                yield return $"(b) {key.Key} was handled {key.Count()} times: {string.Join(", ", key.Select(run => run.EventId))}.";
            }
        }
    }

    private IEnumerable<string> NeverHandled()
    {
        foreach (var (record, change) in events)
        {
            if (record.Status is not (EventStatus.Completed or EventStatus.Dead))
            {
                yield return $"{record.Id} is {record.Status}.";
            }

            if (!rows.TryGetValue(RowsOf(change)[0], out var row))
            {
                continue;
            }

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
            if (state != SubjectState.None
                && !HasRun(row, entry => entry.Kind == change.Subject.Kind && entry.Id == change.Subject.Id && entry.State == state))
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

    // (e) What handlers were told adds up: what authenticated events told to the authenticated total, whatever others say.
    private IEnumerable<string> WrongRefunds() =>
        from row in rows.Values
        where row.Key.Kind == SubjectKind.Payment
        let folds = Folds.Of(row)
        let confirmed = folds.Confirmed.RefundedTotal is not null
        let total = (confirmed ? folds.Confirmed : folds.All).RefundedTotal?.Value ?? 0
        where total > 0 && !folds.Flags.HasFlag(PaymentFlags.RefundReversed)
        let told = events
            .Where(one => one is { Change.State: SubjectState.Refunded, Record.Effect: Effect.Changed } && RowsOf(one.Change)[0] == row.Key)
            .Where(one => !confirmed || one.Change.Level >= VerificationLevel.Credentials)
            .Sum(one => one.Record.Facts.Amount!.Value)
        where told != total
        select $"(e) {told} was reported as refunded of {row.Key.Id}, and {total} was.";

    // A dead event may not have got as far as its alarms.
    private async Task<IEnumerable<string>> AlarmsAsync()
    {
        var listed = await store.ListFlagsAsync(int.MaxValue, default);
        if (hasDead)
        {
            return [];
        }

        var missing =
            from row in rows.Values
            where row.Key.Kind is SubjectKind.Payment or SubjectKind.Payout
            from flag in (Folds.Of(row).Flags | row.ArrivalFlags).Alarms().ToNames()
            where !listed.Any(one => one.Subject == row.Key && one.Flag == flag)
            select $"The flag {flag} of {row.Key.Id} was not raised.";
        var paid = rows.Values.Where(row => row.MerchantReference is not null && row.Entries.Any(entry =>
            entry is { Kind: SubjectKind.Payment or SubjectKind.Capture, State: SubjectState.Succeeded, IsConfirmed: true })).ToList();
        var unflagged =
            from row in paid
            where paid.Count(other => other.MerchantReference == row.MerchantReference) > 1
                && !row.ArrivalFlags.HasFlag(PaymentFlags.PaidTwice)
            select $"{row.Key.Id} is one of two that were paid for one order, and is not flagged.";
        return missing.Concat(unflagged);
    }

    // The row that holds its changes, and that of its payment.
    private static SubjectKey[] RowsOf(SubjectEvent change)
    {
        var own = SubjectKey.Of(change.Source, change.Subject);
        return SubjectKey.ParentOf(change.Source, change.Subject) switch
        {
            null => [own],
            { } payment => own.Kind == SubjectKind.Capture ? [payment] : [own, payment],
        };
    }

    private bool IsApplied((EventRecord Record, SubjectEvent Change) one) => one.Record.Status != EventStatus.Dead
        || RowsOf(one.Change).All(key => rows.TryGetValue(key, out var row) && row.Entries.Any(entry => entry.EventId == one.Record.Id));

    // A dead event has not run its handlers, and says so.
    private bool HasRun(SubjectRow row, Func<SubjectEntry, bool> isOne) => row.Entries.Any(entry =>
        entry is { IsConfirmed: true, Effect: Effect.Changed } && isOne(entry)
        && (runs.Any(run => run.IsDone && run.EventId == entry.EventId && run.Handler != "trusting")
            || events.Any(one => one.Record.Id == entry.EventId && one.Record.Status == EventStatus.Dead)));
}
