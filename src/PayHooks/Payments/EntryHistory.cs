namespace PayHooks.Payments;

/// <summary>Keeps the history of a subject short without changing what it says.</summary>
internal static class EntryHistory
{
    /// <summary>How many events a row keeps, if all the others can be dropped.</summary>
    public const int MaxEntries = 100;

    /// <summary>How many events and owners a row keeps at most: about 512 KiB, half of what a table entity holds.</summary>
    public const int HardLimit = 1000;

    /// <summary>The row with its history bounded. Only beyond <see cref="HardLimit"/> is anything lost, and flagged.</summary>
    public static SubjectRow Bounded(SubjectRow row)
    {
        var entries = Bounded(row.Entries, row);
        if (entries.Count <= HardLimit && row.Owners.Count <= HardLimit)
        {
            return ReferenceEquals(entries, row.Entries) ? row : row with { Entries = entries };
        }

        return row with
        {
            Entries = [.. entries.Skip(entries.Count - HardLimit)],
            Owners = row.Owners.Skip(row.Owners.Count - HardLimit).ToDictionary(StringComparer.Ordinal),
            ArrivalFlags = row.ArrivalFlags | PaymentFlags.HistoryDropped,
        };
    }

    /// <summary>Drops the oldest events that neither made a change nor raised a flag nor are the first or last of a state.</summary>
    /// <param name="entries">The events, in the order in which they were applied.</param>
    /// <param name="row">The row they belong to.</param>
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

        return Says(row, bounded) == Says(row, entries) ? bounded : entries;
    }

    private static HashSet<string> Needed(IReadOnlyList<SubjectEntry> entries, SubjectRow row)
    {
        HashSet<string> needed = new(StringComparer.Ordinal) { entries[^1].EventId };
        var order = EntryOrder.Of(row.Ordering);
        foreach (var entry in entries.Where(entry => entry.Effect == Effect.Changed || entry.Raised != PaymentFlags.None))
        {
            needed.Add(entry.EventId);
        }

        foreach (var state in entries.GroupBy(entry => (entry.Kind, entry.Id, entry.State, entry.IsConfirmed)))
        {
            needed.Add(state.Min(order)!.EventId);
            needed.Add(state.Max(order)!.EventId);
        }

        return needed;
    }

    private static string Says(SubjectRow row, IReadOnlyList<SubjectEntry> entries)
    {
        var folds = Folds.Of(row with { Entries = entries });
        return $"{Text(folds.Confirmed)}|{Text(folds.All)}";
    }

    private static string Text(SubjectFold fold) =>
        $"{fold.State} {fold.Amount} {fold.Authorized} {fold.Captured} {fold.Refunded} {fold.PaidAt:O} {fold.IsDisputed} {fold.Flags}";
}
