namespace PayHooks.Payments;

/// <summary>The two states of a subject: from its authenticated events only, and from all events.</summary>
internal sealed record Folds(SubjectFold Confirmed, SubjectFold All)
{
    /// <summary>The flags of both.</summary>
    public PaymentFlags Flags => Confirmed.Flags | All.Flags;

    /// <summary>Folds a row.</summary>
    public static Folds Of(SubjectRow row)
    {
        var all = SubjectFold.Of(row.Key.Kind, row.Entries, row.Ordering);
        return row.Entries.All(entry => entry.IsConfirmed)
            ? new Folds(all, all)
            : new Folds(SubjectFold.Of(row.Key.Kind, row.Entries.Where(entry => entry.IsConfirmed), row.Ordering), all);
    }
}
