using PayHooks.Payments;

namespace PayHooks.Tests.Payments;

/// <summary>The rows of one payment and of what belongs to it, and what was done with each event, as the processor does it.</summary>
internal sealed class SubjectRows
{
    private readonly Dictionary<SubjectKey, SubjectRow> rows = [];

    /// <summary>The payment's row.</summary>
    public SubjectRow Payment => rows[new SubjectKey(Changes.Source, SubjectKind.Payment, "", Changes.PaymentId)];

    /// <summary>What the authenticated events of the payment say.</summary>
    public SubjectFold Fold => Folds.Of(Payment).Confirmed;

    /// <summary>What all events of the payment say.</summary>
    public SubjectFold Unconfirmed => Folds.Of(Payment).All;

    /// <summary>Every row.</summary>
    public IReadOnlyCollection<SubjectRow> All => rows.Values;

    /// <summary>Applies an event to its row and to the row of its payment.</summary>
    public SubjectResult Apply(SubjectEvent change)
    {
        var own = change.Subject.Kind == SubjectKind.Capture
            ? SubjectKey.ParentOf(change.Source, change.Subject)!
            : SubjectKey.Of(change.Source, change.Subject);
        var (row, result) = SubjectTable.Apply(rows.GetValueOrDefault(own), change, Changes.Start);
        rows[own] = row;
        if (change.Subject.Kind != SubjectKind.Capture && SubjectKey.ParentOf(change.Source, change.Subject) is not null)
        {
            result = result.With(ApplyToPayment(change));
        }

        return result;
    }

    /// <summary>Applies an event to the row of its payment alone.</summary>
    public PaymentFlags ApplyToPayment(SubjectEvent change)
    {
        var payment = SubjectKey.ParentOf(change.Source, change.Subject)!;
        (rows[payment], var raised) = SubjectTable.ApplyToParent(rows.GetValueOrDefault(payment), change, Changes.Start);
        return raised;
    }

    /// <summary>What a row says, whatever the order in which its events arrived.</summary>
    public static string Say(SubjectRow row)
    {
        var folds = Folds.Of(row);
        return string.Join(" | ", new[] { folds.Confirmed, folds.All }.Select(fold =>
            $"{fold.State} {fold.Amount} {fold.Authorized} {fold.Captured} {fold.Refunded} {fold.PaidAt:O} {fold.IsDisputed} "
                + $"{fold.Flags}"));
    }

    /// <summary>The effects of events, one after the other.</summary>
    public Effect[] Apply(params SubjectEvent[] changes) => [.. changes.Select(change => Apply(change).Effect)];
}
