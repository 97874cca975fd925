namespace PayHooks.Payments;

/// <summary>
/// An event's change of its own row. It is prepared before it is made, so that a store that holds both events and payments can make it in
/// the same write as the claim.
/// </summary>
internal sealed class SubjectChange
{
    private readonly TimeProvider time;

    private SubjectChange(SubjectEvent change, SubjectKey key, SubjectKey? parent, bool findsPaidTwice, TimeProvider time)
    {
        (Event, Key, Parent, FindsPaidTwice) = (change, key, parent, findsPaidTwice);
        this.time = time;
        Reference = IsOfPayment && findsPaidTwice ? ReferenceOf(change.MerchantReference) : null;
    }

    /// <summary>The event.</summary>
    public SubjectEvent Event { get; }

    /// <summary>The row that the event changes. A capture's changes are stored in its payment's row.</summary>
    public SubjectKey Key { get; }

    /// <summary>The row of the payment, if it is another one, or null.</summary>
    public SubjectKey? Parent { get; }

    /// <summary>Whether a second paid payment of the same reference is an error.</summary>
    public bool FindsPaidTwice { get; }

    /// <summary>The reference that the event names, or null. It is written with the row or after it, and then read.</summary>
    public ReferenceMerge? Reference { get; }

    /// <summary>Whether the row is that of a payment.</summary>
    public bool IsOfPayment => Key.Kind == SubjectKind.Payment;

    /// <summary>Prepares the change.</summary>
    /// <param name="change">The event.</param>
    /// <param name="sharesReferences">Whether the provider's payments may share a reference.</param>
    /// <param name="time">The clock.</param>
    public static SubjectChange Of(SubjectEvent change, bool sharesReferences, TimeProvider time)
    {
        var parent = SubjectKey.ParentOf(change.Source, change.Subject);
        var key = change.Subject.Kind == SubjectKind.Capture ? parent! : SubjectKey.Of(change.Source, change.Subject);
        return new SubjectChange(change, key, parent == key ? null : parent, !sharesReferences, time);
    }

    /// <summary>Decides on the row: what to write, or null, and the result.</summary>
    public (SubjectRow? Write, SubjectAnswer Answer) Decide(SubjectRow? current)
    {
        var (next, result) = SubjectTable.Apply(current, Event, time.GetUtcNow());
        return (ReferenceEquals(next, current) ? null : next, new SubjectAnswer(next, result));
    }

    /// <summary>The merge of the payment into a reference; null without a reference.</summary>
    public ReferenceMerge? ReferenceOf(string? text) => text is null ? null : new ReferenceMerge(
        new ReferenceKey(Event.Source, Key.Mode, text),
        new ReferencedPayment(Key.Id, Event is { State: SubjectState.Succeeded, Level: >= VerificationLevel.Credentials }),
        Event.ReceivedAt);
}

/// <summary>The row after a change, and the change's effect.</summary>
/// <param name="Row">The row.</param>
/// <param name="Result">The effect.</param>
internal sealed record SubjectAnswer(SubjectRow Row, SubjectResult Result)
{
    /// <summary>The payments of the reference after the merge, if the same write contained it; otherwise null.</summary>
    public IReadOnlyList<ReferencedPayment>? Referenced { get; init; }
}

/// <summary>Adds a payment to a reference; see <see cref="ISubjectStore.MergeAsync"/>.</summary>
/// <param name="Key">The reference.</param>
/// <param name="Payment">The payment.</param>
/// <param name="At">When the event that names both was received.</param>
internal sealed record ReferenceMerge(ReferenceKey Key, ReferencedPayment Payment, DateTimeOffset At);
