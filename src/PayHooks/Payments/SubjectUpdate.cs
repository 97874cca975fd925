namespace PayHooks.Payments;

/// <summary>What an event did, with the payment as it is afterwards.</summary>
/// <param name="Result">What the event did to its subject.</param>
/// <param name="Row">The row of its subject; of a capture, that of its payment.</param>
/// <param name="PaymentRow">The row of the payment, or null when the event belongs to no known payment.</param>
internal sealed record SubjectUpdate(SubjectResult Result, SubjectRow Row, SubjectRow? PaymentRow);

/// <summary>Applies events to the rows they concern: the subject's, its payment's, and the merchant reference's.</summary>
internal sealed class SubjectUpdater(ISubjectStore store, TimeProvider time)
{
    /// <summary>
    /// Applies an event. Killed at any point and called again, it comes to the same: each row remembers the event, and the reference is
    /// written before a success and read after it, so that of two payments at the same time at least one sees the other.
    /// </summary>
    public async ValueTask<SubjectUpdate> ApplyAsync(SubjectEvent change, bool sharesReferences, CancellationToken cancellationToken)
    {
        var isPayment = change.Subject.Kind == SubjectKind.Payment;
        var reference = isPayment && !sharesReferences && change.MerchantReference is { } text
            ? new ReferenceKey(change.Source, change.Subject.Mode, text)
            : null;
        if (reference is not null)
        {
            var isPaid = change is { State: SubjectState.Succeeded, Level: >= VerificationLevel.Credentials };
            await store.MergeAsync(reference, new ReferencedPayment(change.Subject.Id, isPaid), change.ReceivedAt, cancellationToken);
        }

        var parent = SubjectKey.ParentOf(change.Source, change.Subject);
        if (change.Subject.Kind == SubjectKind.Capture)
        {
            // Its changes are the payment's.
            return await ApplyOwnAsync(parent!, change, isPayment: true, cancellationToken);
        }

        var own = await ApplyOwnAsync(SubjectKey.Of(change.Source, change.Subject), change, isPayment, cancellationToken);
        if (parent is not null)
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

        return reference is not null && change.State == SubjectState.Succeeded
            ? await FlagPaidTwiceAsync(own, reference, change.EventId, cancellationToken)
            : own;
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

    // On this payment the flag is reported with the event, again after a crash. The others have no event at work, so theirs is listed here.
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
