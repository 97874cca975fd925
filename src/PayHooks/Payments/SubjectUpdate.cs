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
    /// Applies an event. Killed at any point and called again, it comes to the same: each row remembers the event, and the reference is written
    /// before a success and read after it, so that of two payments at the same time at least one sees the other.
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
            await store.MergeAsync(reference, new ReferencedPayment(change.Subject.Id, isPaid), cancellationToken);
        }

        var parent = SubjectKey.ParentOf(change.Source, change.Subject);
        if (change.Subject.Kind == SubjectKind.Capture)
        {
            // Its changes are the payment's.
            return parent is null ? throw new InvalidOperationException("A capture without a payment.") : await ApplyOwnAsync(parent, change, isPayment: true, cancellationToken);
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
            ? await FlagPaidTwiceAsync(own, reference, cancellationToken)
            : own;
    }

    /// <summary>Makes an event the owner of a change whose owner was erased before it was handled.</summary>
    public async ValueTask<SubjectUpdate> InheritAsync(SubjectUpdate update, SubjectEvent change, string ownerId, CancellationToken cancellationToken)
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

    /// <summary>Whether a change that was applied earlier may still be handled.</summary>
    public static bool IsCurrent(SubjectUpdate update, SubjectEvent change) => SubjectTable.IsCurrent(update.Row, change);

    private async ValueTask<SubjectUpdate> ApplyOwnAsync(SubjectKey key, SubjectEvent change, bool isPayment, CancellationToken cancellationToken)
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

    private async ValueTask<SubjectUpdate> FlagPaidTwiceAsync(SubjectUpdate own, ReferenceKey reference, CancellationToken cancellationToken)
    {
        var payments = await store.FindAsync(reference, cancellationToken);
        if (payments.Count(payment => payment.IsPaid) < 2)
        {
            return own;
        }

        foreach (var payment in payments.Where(payment => payment.IsPaid))
        {
            var key = own.Row.Key with { Id = payment.Id };
            var (row, isNew) = await store.ApplyAsync<(SubjectRow? Row, bool IsNew)>(
                key,
                current => current is not null && SubjectTable.Flag(current, PaymentFlags.PaidTwice, time.GetUtcNow()) is { } flagged
                    ? (flagged, (flagged, true))
                    : (null, (current, false)),
                cancellationToken);
            if (payment.Id == own.Row.Key.Id && row is not null)
            {
                own = own with { Row = row, PaymentRow = row, Result = isNew ? own.Result.With(PaymentFlags.PaidTwice) : own.Result };
            }
        }

        return own;
    }
}
