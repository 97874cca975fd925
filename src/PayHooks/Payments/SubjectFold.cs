namespace PayHooks.Payments;

/// <summary>
/// The state of a subject derived from a set of events, independent of their order of arrival. Events are sorted by time or rank and then
/// applied one by one.
/// </summary>
internal sealed record SubjectFold
{
    /// <summary>The state without events.</summary>
    public static readonly SubjectFold Empty = new();

    private Child[] captureStates = [];

    /// <summary>The state.</summary>
    public SubjectState State { get; private init; }

    /// <summary>The amount: of the first success, otherwise of the latest event with an amount.</summary>
    public Amount? Amount { get; private init; }

    /// <summary>The authorized amount, or null.</summary>
    public Amount? Authorized { get; private init; }

    /// <summary>The sum of the captures, or null if there are none.</summary>
    public Amount? Captured { get; private init; }

    /// <summary>The sum of the refunds, or null if there are none.</summary>
    public Amount? Refunded { get; private init; }

    /// <summary>The effective running refund total, or null.</summary>
    public Amount? RefundedTotal { get; private init; }

    /// <summary>When the payment was paid: the time of the first success.</summary>
    public DateTimeOffset? PaidAt { get; private init; }

    /// <summary>Whether a dispute is open or lost.</summary>
    public bool IsDisputed { get; private init; }

    /// <summary>The state of a capture in the row of its payment.</summary>
    public SubjectState StateOfCapture(string id) => Array.Find(captureStates, child => child.Id == id)?.State ?? default;

    /// <summary>The contradictions in the set.</summary>
    public PaymentFlags Flags { get; private init; }

    /// <summary>Folds a set of events.</summary>
    /// <param name="kind">The kind of the subject whose row holds them.</param>
    /// <param name="entries">The events, in any order.</param>
    /// <param name="ordering">How to sort them.</param>
    public static SubjectFold Of(SubjectKind kind, IEnumerable<SubjectEntry> entries, EventOrdering ordering)
    {
        var sorted = entries.ToArray();
        if (sorted.Length == 0)
        {
            return Empty;
        }

        Array.Sort(sorted, EntryOrder.Of(ordering));
        return kind == SubjectKind.Payment ? Payment(sorted) : Object(kind, sorted);
    }

    private static SubjectFold Object(SubjectKind kind, SubjectEntry[] sorted)
    {
        var flags = PaymentFlags.None;
        var state = ObjectTransitions.Last(kind, sorted, ref flags);
        return new SubjectFold { State = state, Flags = flags, Amount = FirstAmount(sorted) };
    }

    private static SubjectFold Payment(SubjectEntry[] sorted)
    {
        var flags = PaymentFlags.None;
        var captures = Children(sorted, SubjectKind.Capture, ref flags);
        var refunds = Children(sorted, SubjectKind.Refund, ref flags);
        var disputes = Children(sorted, SubjectKind.Dispute, ref flags);
        var moves = sorted.Where(entry =>
            entry.Kind == SubjectKind.Payment || (entry.Kind == SubjectKind.Capture && IsSuccessOf(entry, captures)));
        var (state, success, whole) = PaymentTransitions.Last(moves, ref flags);

        var authorized = LastAmount(sorted, one => one == SubjectState.Authorized);
        var captured = SumOfSucceeded(captures);
        var total = RefundTotals.Of(sorted, ref flags);
        var refunded = Larger(total, SumOfSucceeded(refunds));
        var paid = captured ?? whole?.Amount;
        flags |= IsMore(captured, authorized) ? PaymentFlags.CapturedMoreThanAuthorized : PaymentFlags.None;
        flags |= success is not null && IsMore(refunded, paid) ? PaymentFlags.RefundedMoreThanPaid : PaymentFlags.None;
        return new SubjectFold
        {
            State = state,
            Flags = flags,
            captureStates = captures,
            Amount = whole?.Amount ?? authorized ?? captured
                ?? LastAmount(sorted, one => one != SubjectState.Refunded),
            Authorized = authorized,
            Captured = paid,
            Refunded = refunded,
            RefundedTotal = total,
            PaidAt = success is null ? null : success.ChangedAt ?? success.ReceivedAt,
            IsDisputed = disputes.Any(child => child.State is SubjectState.Opened or SubjectState.Lost),
        };
    }

    private static Child[] Children(SubjectEntry[] sorted, SubjectKind kind, ref PaymentFlags flags)
    {
        // Most payments have none, and every event of one is folded several times.
        if (!Array.Exists(sorted, entry => entry.Kind == kind))
        {
            return [];
        }

        List<Child> children = [];
        foreach (var child in sorted.Where(entry => entry.Kind == kind).GroupBy(entry => entry.Id, StringComparer.Ordinal))
        {
            SubjectEntry[] entries = [.. child];
            var state = ObjectTransitions.Last(kind, entries, ref flags);
            children.Add(new Child(child.Key, state, FirstAmount(entries)));
        }

        return [.. children];
    }

    private static Amount? FirstAmount(SubjectEntry[] entries) => Array.Find(entries, entry => entry.Amount?.Value is not null)?.Amount;

    // The last amount among the payment's own events with such a state.
    private static Amount? LastAmount(SubjectEntry[] sorted, Func<SubjectState, bool> isOne)
    {
        for (var i = sorted.Length - 1; i >= 0; i--)
        {
            if (sorted[i] is { Kind: SubjectKind.Payment, Amount: { Value: not null } amount } && isOne(sorted[i].State))
            {
                return amount;
            }
        }

        return null;
    }

    private static bool IsSuccessOf(SubjectEntry entry, Child[] captures) =>
        entry.State == SubjectState.Succeeded
        && Array.Exists(captures, child => child.Id == entry.Id && child.State == SubjectState.Succeeded);

    // Amounts in different currencies cannot be summed; neither can unreadable amounts.
    private static Amount? SumOfSucceeded(Child[] children)
    {
        Amount? sum = null;
        foreach (var (_, state, amount) in children)
        {
            if (state != SubjectState.Succeeded)
            {
                continue;
            }

            if (amount?.Value is not { } value || (sum is not null && sum.Currency != amount.Currency))
            {
                return null;
            }

            sum = sum is null ? amount : Money.Of(sum.Value!.Value + value, sum.Currency);
        }

        return sum;
    }

    private static Amount? Larger(Amount? one, Amount? other) => one is null ? other : other is null || !IsMore(other, one) ? one : other;

    private static bool IsMore(Amount? one, Amount? than) =>
        one is not null && than is not null && one.Currency == than.Currency && one.Value > than.Value;

    private sealed record Child(string Id, SubjectState State, Amount? Amount);
}
