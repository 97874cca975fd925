using PayHooks.Verification.Json;

namespace PayHooks.Verification.PortOne;

/// <summary>The top-level fields of PortOne's bodies that are signed, that identify the kind, or that become facts.</summary>
internal enum PortOneField
{
    Amount,
    ChannelKey,
    ChannelOrderRef,
    CountryCode,
    LinkCountryCode,
    Currency,
    LinkRef,
    MerchantOrderRef,
    MethodName,
    OrderRef,
    Status,
    SignatureHash,
    CollectedCount,
    SubscriptionType,
    PlanOrderRef,
    RefundId,
    PspRefundId,
    RefundStatus,
    PaymentTxnRef,
    VaAccountNo,
    ToAccountNo,
    TxnRef,
    MerchantTxnRef,
    CreatedAt,
    Date,
    RefundDate,
    StartedAt,

    /// <summary>A field of PortOne Korea V1.</summary>
    ImpUid,

    /// <summary>A field of PortOne Korea V2 (2024-01-01).</summary>
    TxId,

    /// <summary>A field of PortOne Korea V2 (2024-01-01).</summary>
    PaymentId,

    /// <summary>Any name that begins with <c>payout</c>.</summary>
    PayoutPrefix,

    /// <summary>Any name that begins with <c>onboarding</c>.</summary>
    OnboardingPrefix,
}

/// <summary>The fields by their names, in the order of <see cref="PortOneField"/>.</summary>
internal static class PortOneFields
{
    private static readonly string[] Names =
    [
        "amount", "channel_key", "channel_order_ref", "country_code", "countryCode", "currency", "link_ref", "merchant_order_ref",
        "method_name", "order_ref", "status", PortOneSignature.FieldName, "collected_count", "subscription_type", "plan_order_ref",
            "refund_id",
        "psp_refund_id", "refund_status", "payment_txn_ref", "vaaccount_no", "to_account_no", "txn_ref", "merchant_txn_ref",
        "created_at", "date", "refund_date", "started_at", "imp_uid", "tx_id", "payment_id",
    ];

    public static readonly JsonPaths Paths =
        new([.. Names.Select(JsonPath.OfName), JsonPath.OfPrefix("payout"), JsonPath.OfPrefix("onboarding")]);

    public const int Count = (int)PortOneField.OnboardingPrefix + 1;

    public static string NameOf(PortOneField field) => Names[(int)field];
}
