namespace PayHooks.Verification.PortOne;

/// <summary>The kinds of PortOne's webhooks. A body does not name its kind; its shape identifies it.</summary>
internal enum PortOneKind
{
    /// <summary>None of the known shapes.</summary>
    Unknown,
    Payment,
    Link,
    Subscription,
    Refund,
    Payout,
    Onboarding,
}

/// <summary>Properties of the kinds.</summary>
internal static class PortOneKinds
{
    /// <summary>The kinds for which PortOne documents no signature.</summary>
    public static readonly string[] Unsigned = ["refund", "payout", "onboarding"];

    /// <summary>The name in settings and types.</summary>
    public static string Name(PortOneKind kind) => kind switch
    {
        PortOneKind.Payment => "payment",
        PortOneKind.Link => "payment_link",
        PortOneKind.Subscription => "subscription",
        PortOneKind.Refund => Unsigned[0],
        PortOneKind.Payout => Unsigned[1],
        PortOneKind.Onboarding => Unsigned[2],
        _ => "unknown",
    };

    /// <summary>Whether PortOne does not sign this kind.</summary>
    public static bool IsUnsigned(PortOneKind kind) => kind is PortOneKind.Refund or PortOneKind.Payout or PortOneKind.Onboarding;

    /// <summary>
    /// The kind of a body. Payments may contain <c>refund_status</c> and link references, so the order matters, and a
    /// body with a refund marker is never treated as a signed kind.
    /// </summary>
    public static PortOneKind Of(in PortOneBody body)
    {
        if (body.Has(PortOneField.RefundId) || (body.Has(PortOneField.RefundStatus) && body.Has(PortOneField.PaymentTxnRef)))
        {
            return PortOneKind.Refund;
        }

        if (body.Has(PortOneField.LinkRef))
        {
            return PortOneKind.Link;
        }

        if (body.Has(PortOneField.SubscriptionType) || body.Has(PortOneField.PlanOrderRef))
        {
            return PortOneKind.Subscription;
        }

        if (body.Has(PortOneField.OrderRef) && body.Has(PortOneField.ChannelKey))
        {
            return PortOneKind.Payment;
        }

        // The bodies of these two kinds are undocumented; the fields are those of the payout API's records.
        if (body.Has(PortOneField.PayoutPrefix) || body.Has(PortOneField.VaAccountNo) || body.Has(PortOneField.ToAccountNo)
            || (body.Has(PortOneField.MerchantTxnRef) && body.Has(PortOneField.TxnRef)))
        {
            return PortOneKind.Payout;
        }

        return body.Has(PortOneField.OnboardingPrefix) ? PortOneKind.Onboarding : PortOneKind.Unknown;
    }
}
