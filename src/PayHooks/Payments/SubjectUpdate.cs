namespace PayHooks.Payments;

/// <summary>The effect of an event, and the payment after it.</summary>
/// <param name="Result">The event's effect on its subject.</param>
/// <param name="Row">The row of its subject; for a capture, the row of its payment.</param>
/// <param name="PaymentRow">The row of the payment, or null if the event belongs to no known payment.</param>
internal sealed record SubjectUpdate(SubjectResult Result, SubjectRow Row, SubjectRow? PaymentRow);

/// <summary>Applies events to the rows that they affect: the subject's, its payment's, and the merchant reference's.</summary>
internal sealed class SubjectUpdater(ISubjectStore store, TimeProvider time)
{
    /// <summary>
    /// Applies an event. It can be interrupted at any point and called again with the same result: each row remembers the event, and the
    /// reference is written before it is read, so that of two concurrent payments at least one sees the other.
    /// </summary>
    public async ValueTask<SubjectUpdate> ApplyAsync(SubjectEvent change, bool sharesReferences, CancellationToken cancellationToken)
    {
        var parent = SubjectKey.ParentOf(change.Source, change.Subject);

        // A capture's changes are stored in its payment's row.
        var key = change.Subject.Kind == SubjectKind.Capture ? parent! : SubjectKey.Of(change.Source, change.Subject);
        var isPayment = key.Kind == SubjectKind.Payment;
        var reference = isPayment && !sharesReferences ? await MergeAsync(key, change, change.MerchantReference, cancellationToken) : null;
        var own = await ApplyOwnAsync(key, change, isPayment, cancellationToken);
        if (parent is not null && parent != key)
        {
            var (row, raised) = await store.ApplyAsync(
                parent,
                current =>
                {
                    var (next, flags) = SubjectTable.ApplyToParent(current, change, time.GetUtcNow());
                    return (ReferenceEquals(next, current) ? null : next, (next, flags));
                },
                cancellationToken);
            return own with { Result = own.Result.With(raised), PaymentRow = row };
        }

        if (!isPayment || sharesReferences || change.State != SubjectState.Succeeded)
        {
            return own;
        }

        // A success without a reference, as captures often are, uses that of its payment.
        reference ??= await MergeAsync(key, change, own.Row.MerchantReference, cancellationToken);
        return reference is null ? own : await FlagPaidTwiceAsync(own, reference, change.EventId, cancellationToken);
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

    private async ValueTask<ReferenceKey?> MergeAsync(
        SubjectKey payment, SubjectEvent change, string? text, CancellationToken cancellationToken)
    {
        if (text is null)
        {
            return null;
        }

        var reference = new ReferenceKey(change.Source, payment.Mode, text);
        var isPaid = change is { State: SubjectState.Succeeded, Level: >= VerificationLevel.Credentials };
        await store.MergeAsync(reference, new ReferencedPayment(payment.Id, isPaid), change.ReceivedAt, cancellationToken);
        return reference;
    }

    private async ValueTask<SubjectUpdate> ApplyOwnAsync(
        SubjectKey key, SubjectEvent change, bool isPayment, CancellationToken cancellationToken)
    {
        var (row, result) = await store.ApplyAsync(
            key,
            current =>
            {
                var (next, answer) = SubjectTable.Apply(current, change, time.GetUtcNow());
                return (ReferenceEquals(next, current) ? null : next, (next, answer));
            },
            cancellationToken);
        return new SubjectUpdate(result, row, isPayment ? row : null);
    }

    // On this payment the flag is reported with the event, again after a crash. The other payments have no event in progress, so theirs is
    // listed here.
    private async ValueTask<SubjectUpdate> FlagPaidTwiceAsync(
        SubjectUpdate own, ReferenceKey reference, string eventId, CancellationToken cancellationToken)
    {
        var paid = (await store.FindAsync(reference, cancellationToken)).Where(payment => payment.IsPaid).ToList();
        foreach (var key in paid.Count < 2 ? [] : paid.Select(payment => own.Row.Key with { Id = payment.Id }))
        {
            var (row, isNew) = await store.ApplyAsync<(SubjectRow? Row, bool IsNew)>(
                key,
                current => current is not null && SubjectTable.Flag(current, PaymentFlags.PaidTwice, time.GetUtcNow()) is { } flagged
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
