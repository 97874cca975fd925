namespace PayHooks.Reconciliation;

/// <summary>Counts what a run finds.</summary>
internal sealed class RunTally
{
    private const int MostItems = 500;

    private readonly Dictionary<ReconcileOutcome, int> counts = [];
    private readonly List<ReconcileItem> items = [];
    private int omitted;

    /// <summary>Items of the mode that the source does not receive.</summary>
    public int OtherMode { get; set; }

    /// <summary>Items that were compared.</summary>
    public int Checked => counts.Values.Sum();

    /// <summary>Missing items.</summary>
    public int Missed => Count(ReconcileOutcome.Missed, ReconcileOutcome.RedeliveryRequested);

    /// <summary>Contradictions.</summary>
    public int Conflicts => Count(ReconcileOutcome.StateDiffers, ReconcileOutcome.AmountDiffers, ReconcileOutcome.Extra);

    /// <summary>Counts an item.</summary>
    public void Add(ReconcileItem item)
    {
        counts[item.Outcome] = Count(item.Outcome) + 1;
        if (item.Outcome == ReconcileOutcome.Matched && !item.Enqueued)
        {
            return;
        }

        if (items.Count < MostItems)
        {
            items.Add(item);
        }
        else
        {
            omitted++;
        }
    }

    /// <summary>Adds the counts to a report.</summary>
    public ReconcileRun AddTo(ReconcileRun run) => run with
    {
        Checked = Checked,
        Matched = Count(ReconcileOutcome.Matched),
        Pending = Count(ReconcileOutcome.Pending),
        Missed = Missed,
        Conflicts = Conflicts,
        Failed = Count(ReconcileOutcome.Unrecoverable, ReconcileOutcome.Failed),
        Items = items,
        OmittedItems = omitted,
    };

    private int Count(params ReadOnlySpan<ReconcileOutcome> outcomes)
    {
        var sum = 0;
        foreach (var outcome in outcomes)
        {
            sum += counts.GetValueOrDefault(outcome);
        }

        return sum;
    }
}
