namespace PayHooks.Payments;

/// <summary>The effect of an event, and the payment after it.</summary>
/// <param name="Result">The event's effect on its subject.</param>
/// <param name="Row">The row of its subject; for a capture, the row of its payment.</param>
/// <param name="PaymentRow">The row of the payment, or null if the event belongs to no known payment.</param>
internal sealed record SubjectUpdate(SubjectResult Result, SubjectRow Row, SubjectRow? PaymentRow);

/// <summary>Applies events to the rows that they affect: the subject's, its payment's, and the merchant reference's.</summary>
internal sealed class SubjectUpdater(ISubjectStore store, TimeProvider time)
{
    /// <summary>Prepares the change that an event makes.</summary>
    public SubjectChange Prepare(SubjectEvent change, bool sharesReferences) => SubjectChange.Of(change, sharesReferences, time);

    /// <summary>
    /// Applies an event. It can be interrupted at any point and called again with the same result: each row remembers the event, and the
    /// reference is written before it is read, so that of two concurrent payments at least one sees the other. The reference comes after
    /// the event's own row, which says whether another event writes it.
    /// </summary>
    /// <param name="change">The prepared change.</param>
    /// <param name="made">The answer, if the event's own row and reference were written with the claim.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async ValueTask<SubjectUpdate> ApplyAsync(SubjectChange change, SubjectAnswer? made, CancellationToken cancellationToken)
    {
        var reference = change.Reference;
        var isMerged = made is not null;
        made ??= await store.ApplyAsync(change.Key, change.Decide, cancellationToken);
        var own = new SubjectUpdate(made.Result, made.Row, change.IsOfPayment ? made.Row : null);
        if (change.Parent is { } parent)
        {
            var (row, raised) = await store.ApplyAsync(
                parent,
                current =>
                {
                    var (next, flags) = SubjectTable.ApplyToParent(current, change.Event, time.GetUtcNow());
                    return (ReferenceEquals(next, current) ? null : next, (next, flags));
                },
                cancellationToken);
            return own with { Result = own.Result.With(raised), PaymentRow = row };
        }

        if (!change.IsOfPayment || !change.FindsPaidTwice || SubjectTable.IsReferenced(made.Row, made.Result, change.Event))
        {
            return own;
        }

        // A success without a reference, as captures often are, uses that of its payment.
        if (reference is null && change.Event.State == SubjectState.Succeeded)
        {
            (reference, isMerged) = (change.ReferenceOf(own.Row.MerchantReference), false);
        }

        if (reference is not null && !isMerged)
        {
            await store.MergeAsync(reference.Key, reference.Payment, reference.At, cancellationToken);
        }

        if (reference is null || change.Event.State != SubjectState.Succeeded)
        {
            return own;
        }

        var payments = made.Referenced ?? await store.FindAsync(reference.Key, cancellationToken);
        return await FlagPaidTwiceAsync(own, payments, change.Event.EventId, cancellationToken);
    }

    /// <summary>Makes an event the owner of a change whose owner was erased before it was handled.</summary>
    public async ValueTask<SubjectUpdate> InheritAsync(
        SubjectUpdate update, SubjectEvent change, string ownerId, CancellationToken cancellationToken)
    {
        var (row, result) = await store.ApplyAsync<(SubjectRow Row, SubjectResult Result)>(
            update.Row.Key,
            current =>
            {
                var (next, answer) = SubjectTable.Inherit(current, change, ownerId, time.GetUtcNow());
                return (ReferenceEquals(next, current) ? null : next, (next, answer));
            },
            cancellationToken);
        return update with { Row = row, Result = result, PaymentRow = update.PaymentRow?.Key == row.Key ? row : update.PaymentRow };
    }

    /// <summary>Marks the change of an event that became a dead letter, so that the next notice of it looks at the event.</summary>
    public async ValueTask MarkDeadAsync(SubjectChange change, CancellationToken cancellationToken) => await store.ApplyAsync(
        change.Key,
        current => (current is null ? null : SubjectMarks.MarkDead(current, change.Event.EventId, time.GetUtcNow()), true),
        cancellationToken);

    // On this payment the flag is reported with the event, again after a crash. The other payments have no event in progress, so theirs is
    // listed here.
    private async ValueTask<SubjectUpdate> FlagPaidTwiceAsync(
        SubjectUpdate own, IReadOnlyList<ReferencedPayment> referenced, string eventId, CancellationToken cancellationToken)
    {
        var paid = referenced.Where(payment => payment.IsPaid).ToList();
        foreach (var key in paid.Count < 2 ? [] : paid.Select(payment => own.Row.Key with { Id = payment.Id }))
        {
            var (row, isNew) = await store.ApplyAsync<(SubjectRow? Row, bool IsNew)>(
                key,
                current => current is not null && SubjectMarks.Flag(current, PaymentFlags.PaidTwice, time.GetUtcNow()) is { } flagged
                    ? (flagged, (flagged, true))
                    : (null, (current, false)),
                cancellationToken);
            if (key != own.Row.Key && row is not null)
            {
                await store.RaiseAsync(new RaisedFlag(key, PaymentFlagTexts.PaidTwice, eventId, time.GetUtcNow()), cancellationToken);
            }
            else if (row is not null)
            {
                var raised = isNew || own.Result.WasApplied ? own.Result.Raised | PaymentFlags.PaidTwice : own.Result.Raised;
                own = own with { Row = row, PaymentRow = row, Result = own.Result with { Raised = raised } };
            }
        }

        return own;
    }
}
