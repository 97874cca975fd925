namespace PayHooks.Payments;

/// <summary>The order in which events take effect: by time, rank and id, or by rank and id only.</summary>
internal sealed class EntryOrder(EventOrdering ordering) : IComparer<SubjectEntry>
{
    private static readonly EntryOrder ByTime = new(EventOrdering.Time);
    private static readonly EntryOrder ByRank = new(EventOrdering.Rank);

    /// <summary>Gets the order used by a source.</summary>
    public static EntryOrder Of(EventOrdering ordering) => ordering == EventOrdering.Time ? ByTime : ByRank;

    /// <inheritdoc/>
    public int Compare(SubjectEntry? x, SubjectEntry? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var byTime = ordering == EventOrdering.Time ? Nullable.Compare(x.ChangedAt, y.ChangedAt) : 0;
        if (byTime != 0)
        {
            return byTime;
        }

        var byRank = Rank(x).CompareTo(Rank(y));
        return byRank != 0 ? byRank : string.CompareOrdinal(x.EventId, y.EventId);
    }

    // A capture counts as a success of its payment, and states that follow its success are ranked after it.
    private static int Rank(SubjectEntry entry) => (entry.Kind, entry.State) switch
    {
        (SubjectKind.Capture, SubjectState.Succeeded) => StateRanks.Of(SubjectKind.Payment, SubjectState.Succeeded),
        (SubjectKind.Capture, SubjectState.Failed) => StateRanks.Of(SubjectKind.Payment, SubjectState.Void),
        _ => StateRanks.Of(entry.Kind, entry.State),
    };
}
