namespace PayHooks.Payments;

/// <summary>Limits the history of a subject without changing its meaning.</summary>
internal static class EntryHistory
{
    /// <summary>The number of events a row keeps, if all others can be dropped.</summary>
    public const int MaxEntries = 100;

    /// <summary>The maximum size of a row as JSON: half of what a table entity holds.</summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>Returns the row with a bounded history. Data is lost, and flagged, only beyond <see cref="MaxBytes"/>.</summary>
    public static SubjectRow Bounded(SubjectRow row)
    {
        var entries = Bounded(row.Entries, row);
        var bounded = ReferenceEquals(entries, row.Entries) ? row : row with { Entries = entries };
        while (bounded.Entries.Count > MaxEntries && SubjectJson.Write(bounded).Length > MaxBytes)
        {
            bounded = Cut(bounded, bounded.Entries.Count * 7 / 8);
        }

        return bounded;
    }

    // Drops the oldest refunds, captures and attempts of a row with hundreds of them. The events that determine the subject's own state
    // remain, and so do its owners, so that no later notice makes a change twice.
    private static SubjectRow Cut(SubjectRow row, int limit)
    {
        var own = row.Entries.Where(entry => entry.Kind == row.Key.Kind).ToList();
        var lasting = FirstAndLast(own, EntryOrder.Of(row.Ordering));
        lasting.UnionWith(
            own.Where(entry => entry is { State: SubjectState.Succeeded, Effect: Effect.Changed }).Select(entry => entry.EventId));
        if (own.Where(entry => entry.State == SubjectState.Refunded).MaxBy(entry => entry.Amount?.Value) is { } largest)
        {
            lasting.Add(largest.EventId);
        }

        return row with
        {
            Entries = Newest(row.Entries, entry => lasting.Contains(entry.EventId), limit),
            Owners = Newest([.. row.Owners], owner => lasting.Contains(owner.Value.EventId), limit).ToDictionary(StringComparer.Ordinal),
            ArrivalFlags = row.ArrivalFlags | PaymentFlags.HistoryDropped,
        };
    }

    private static List<T> Newest<T>(IReadOnlyList<T> all, Func<T, bool> isLasting, int limit)
    {
        var surplus = all.Count - limit;
        return [.. all.Where(one => isLasting(one) || surplus-- <= 0)];
    }

    /// <summary>Drops the oldest events that made no change, raised no flag and are not the first or last of a state.</summary>
    /// <param name="entries">The events, in the order in which they were applied.</param>
    /// <param name="row">The row that they belong to.</param>
    private static IReadOnlyList<SubjectEntry> Bounded(IReadOnlyList<SubjectEntry> entries, SubjectRow row)
    {
        if (entries.Count <= MaxEntries)
        {
            return entries;
        }

        var kept = Needed(entries, row);
        var surplus = entries.Count - MaxEntries;
        List<SubjectEntry> bounded = [];
        foreach (var entry in entries)
        {
            if (surplus > 0 && !kept.Contains(entry.EventId))
            {
                surplus--;
            }
            else
            {
                bounded.Add(entry);
            }
        }

        return bounded.Count < entries.Count && Says(row, bounded) == Says(row, entries) ? bounded : entries;
    }

    private static HashSet<string> Needed(IReadOnlyList<SubjectEntry> entries, SubjectRow row)
    {
        var needed = FirstAndLast(entries, EntryOrder.Of(row.Ordering));
        needed.Add(entries[^1].EventId);
        foreach (var entry in entries.Where(entry => entry.Effect == Effect.Changed || entry.Raised != PaymentFlags.None))
        {
            needed.Add(entry.EventId);
        }

        return needed;
    }

    private static HashSet<string> FirstAndLast(IEnumerable<SubjectEntry> entries, EntryOrder order)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        foreach (var state in entries.GroupBy(entry => (entry.Kind, entry.Id, entry.State, entry.IsConfirmed)))
        {
            found.Add(state.Min(order)!.EventId);
            found.Add(state.Max(order)!.EventId);
        }

        return found;
    }

    private static string Says(SubjectRow row, IReadOnlyList<SubjectEntry> entries)
    {
        var folds = Folds.Of(row with { Entries = entries });
        return $"{Text(folds.Confirmed)}|{Text(folds.All)}";
    }

    private static string Text(SubjectFold fold) =>
        $"{fold.State} {fold.Amount} {fold.Authorized} {fold.Captured} {fold.Refunded} {fold.PaidAt:O} {fold.IsDisputed} {fold.Flags}";
}
