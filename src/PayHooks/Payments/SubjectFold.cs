namespace PayHooks.Payments;

/// <summary>
/// What a set of events says about a subject, whatever the order in which they arrived. Events are put in order first, by time or by rank,
/// and then applied one after the other.
/// </summary>
internal sealed record SubjectFold
{
    /// <summary>What no events say.</summary>
    public static readonly SubjectFold Empty = new();

    private IReadOnlyDictionary<string, SubjectState> captureStates = new Dictionary<string, SubjectState>();

    /// <summary>The state.</summary>
    public SubjectState State { get; private init; }

    /// <summary>The amount: of the first success, otherwise of the latest event that names one.</summary>
    public Amount? Amount { get; private init; }

    /// <summary>What was authorized, or null.</summary>
    public Amount? Authorized { get; private init; }

    /// <summary>The sum of the captures, or null when there are none.</summary>
    public Amount? Captured { get; private init; }

    /// <summary>The sum of the refunds, or null when there are none.</summary>
    public Amount? Refunded { get; private init; }

    /// <summary>The running total of refunds that counts, or null.</summary>
    public Amount? RefundedTotal { get; private init; }

    /// <summary>When it was paid: the first success.</summary>
    public DateTimeOffset? PaidAt { get; private init; }

    /// <summary>Whether a dispute is open or lost.</summary>
    public bool IsDisputed { get; private init; }

    /// <summary>The state of a capture in the row of its payment.</summary>
    public SubjectState StateOfCapture(string id) => captureStates.GetValueOrDefault(id);

    /// <summary>The contradictions in the set, in alphabetical order.</summary>
    public IReadOnlyList<string> Flags { get; private init; } = [];

    /// <summary>Folds a set of events.</summary>
    /// <param name="kind">The kind of the subject whose row holds them.</param>
    /// <param name="entries">The events, in any order.</param>
    /// <param name="ordering">How they are put in order.</param>
    public static SubjectFold Of(SubjectKind kind, IEnumerable<SubjectEntry> entries, EventOrdering ordering)
    {
        var sorted = entries.ToArray();
        Array.Sort(sorted, EntryOrder.Of(ordering));
        SortedSet<string> flags = new(StringComparer.Ordinal);
        return kind == SubjectKind.Payment
            ? Payment(sorted, flags) with { Flags = [.. flags] }
            : Object(kind, sorted, flags) with { Flags = [.. flags] };
    }

    private static SubjectFold Object(SubjectKind kind, IReadOnlyList<SubjectEntry> sorted, SortedSet<string> flags)
    {
        var state = ObjectTransitions.Last(kind, sorted, flags);
        return new SubjectFold { State = state, Amount = sorted.FirstOrDefault(entry => entry.Amount?.Value is not null)?.Amount };
    }

    private static SubjectFold Payment(SubjectEntry[] sorted, SortedSet<string> flags)
    {
        var allCaptures = Children(sorted, SubjectKind.Capture, flags);
        var captures = allCaptures.Where(child => child.State == SubjectState.Succeeded).ToList();
        var refunds = Children(sorted, SubjectKind.Refund, flags).Where(child => child.State == SubjectState.Succeeded).ToList();
        var disputes = Children(sorted, SubjectKind.Dispute, flags);
        var taken = captures.Select(child => child.Id).ToHashSet(StringComparer.Ordinal);
        var (state, success, whole) = PaymentTransitions.Last(
            sorted.Where(entry => entry.Kind == SubjectKind.Payment || (entry.Kind == SubjectKind.Capture && IsSuccessOf(entry, taken))), flags);

        var authorized = sorted.LastOrDefault(entry => entry is { Kind: SubjectKind.Payment, State: SubjectState.Authorized, Amount.Value: not null })?.Amount;
        var captured = Sum(captures.Select(child => child.Amount));
        var total = RefundTotals.Of(sorted, flags);
        var refunded = Larger(total, Sum(refunds.Select(child => child.Amount)));
        var paid = captured ?? whole?.Amount;
        FlagIf(IsMore(captured, authorized), PaymentFlags.CapturedMoreThanAuthorized, flags);
        FlagIf(success is not null && IsMore(refunded, paid), PaymentFlags.RefundedMoreThanPaid, flags);
        return new SubjectFold
        {
            State = state,
            captureStates = allCaptures.ToDictionary(child => child.Id, child => child.State, StringComparer.Ordinal),
            Amount = whole?.Amount ?? authorized ?? captured
                ?? sorted.LastOrDefault(entry => entry is { Kind: SubjectKind.Payment, Amount.Value: not null } && entry.State != SubjectState.Refunded)?.Amount,
            Authorized = authorized,
            Captured = paid,
            Refunded = refunded,
            RefundedTotal = total,
            PaidAt = success is null ? null : success.ChangedAt ?? success.ReceivedAt,
            IsDisputed = disputes.Any(child => child.State is SubjectState.Opened or SubjectState.Lost),
        };
    }

    private static List<Child> Children(SubjectEntry[] sorted, SubjectKind kind, SortedSet<string> flags) =>
    [
        .. sorted.Where(entry => entry.Kind == kind).GroupBy(entry => entry.Id, StringComparer.Ordinal).Select(child =>
        {
            SubjectEntry[] entries = [.. child];
            var state = ObjectTransitions.Last(kind, entries, flags);
            return new Child(child.Key, state, entries.FirstOrDefault(entry => entry.Amount?.Value is not null)?.Amount);
        }),
    ];

    private static bool IsSuccessOf(SubjectEntry entry, HashSet<string> captures) =>
        entry.State == SubjectState.Succeeded && captures.Contains(entry.Id);

    // Amounts of different currencies have no sum, and amounts that cannot be read have none either.
    private static Amount? Sum(IEnumerable<Amount?> amounts)
    {
        Amount? sum = null;
        foreach (var amount in amounts)
        {
            if (amount?.Value is not { } value || (sum is not null && sum.Currency != amount.Currency))
            {
                return null;
            }

            sum = sum is null ? amount : Money.Of(sum.Value!.Value + value, sum.Currency);
        }

        return sum;
    }

    private static Amount? Larger(Amount? one, Amount? other) => one is null ? other : other is null || !IsMore(other, one) ? one : other;

    private static bool IsMore(Amount? one, Amount? than) => one is not null && than is not null && one.Currency == than.Currency && one.Value > than.Value;

    private static void FlagIf(bool condition, string flag, SortedSet<string> flags)
    {
        if (condition)
        {
            flags.Add(flag);
        }
    }

    private sealed record Child(string Id, SubjectState State, Amount? Amount);
}
