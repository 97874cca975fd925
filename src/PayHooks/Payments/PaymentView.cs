namespace PayHooks.Payments;

/// <summary>Converts the row of a payment to the view used by handlers, the API and the console.</summary>
internal static class PaymentView
{
    /// <summary>Creates the view of a payment.</summary>
    public static Payment Of(SubjectRow row)
    {
        var (confirmed, all) = Folds.Of(row);
        var unconfirmed = SubjectTexts.Of(all.State);
        var state = SubjectTexts.Of(confirmed.State);
        return new Payment
        {
            Source = row.Key.Source,
            Id = row.Key.Id,
            MerchantReference = row.MerchantReference,
            State = state,
            Unconfirmed = unconfirmed == state ? null : unconfirmed,
            Livemode = row.Livemode,
            Amount = confirmed.Amount ?? all.Amount,
            Authorized = confirmed.Authorized,
            Captured = confirmed.Captured,
            PaidAt = confirmed.PaidAt,
            Refunded = confirmed.Refunded,
            Disputed = confirmed.IsDisputed,
            Version = row.Version,
            Flags = (confirmed.Flags | all.Flags | row.ArrivalFlags).ToNames(),
        };
    }
}
