using PayHooks.Diagnostics;

namespace PayHooks.Payments;

/// <summary>The names of the flags in the API and in stores, and their explanations.</summary>
internal static class PaymentFlagTexts
{
    private const PaymentFlags Notes = PaymentFlags.VoidedBeforeSuccess | PaymentFlags.Untimed;

    private static readonly PaymentFlags[] All = [.. Enum.GetValues<PaymentFlags>().Where(flag => flag != PaymentFlags.None)];

    /// <summary>The name of <see cref="PaymentFlags.PaidTwice"/>.</summary>
    public static string PaidTwice { get; } = NameOf(PaymentFlags.PaidTwice);

    /// <summary>The name of <see cref="PaymentFlags.Contradicted"/>.</summary>
    public static string Contradicted { get; } = NameOf(PaymentFlags.Contradicted);

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(NameOf)];

    /// <summary>The flags that require a person to act; the others only explain the state.</summary>
    public static PaymentFlags Alarms(this PaymentFlags flags) => flags & ~Notes;

    /// <summary>The names of the flags that are set.</summary>
    public static IReadOnlyList<string> ToNames(this PaymentFlags flags) =>
        flags == PaymentFlags.None ? [] : [.. All.Where(flag => flags.HasFlag(flag)).Select(NameOf)];

    /// <summary>The flags with these names; unknown names are ignored.</summary>
    public static PaymentFlags Parse(IEnumerable<string> names) =>
        names.Aggregate(PaymentFlags.None, (flags, name) => flags | All.FirstOrDefault(flag => NameOf(flag) == name));

    /// <summary>The explanations of flags by name.</summary>
    public static IReadOnlyDictionary<string, string> Explain(IEnumerable<string> names) =>
        names.ToDictionary(name => name, name => Explain(Parse([name])), StringComparer.Ordinal);

    /// <summary>Explains a flag and what to do, in a sentence or two.</summary>
    public static string Explain(PaymentFlags flag) => flag switch
    {
        PaymentFlags.PaidAfterCancel =>
            "The provider reported a success after the payment was canceled. Deliver the order, or refund the payment.",
        PaymentFlags.PaidAfterExpiry =>
            "The provider reported a success after the payment had expired. Deliver the order, or refund the payment.",
        PaymentFlags.CanceledAfterSucceeded =>
            "The provider reported a cancellation after the success, although it cannot cancel a paid payment. Look it up at the provider.",
        PaymentFlags.FailedAfterSucceeded =>
            "The provider reported a failure after the success. The payment stays succeeded; look it up at the provider.",
        PaymentFlags.PaidTwice => "Another payment for the same merchant reference succeeded too. Refund one of them.",
        PaymentFlags.AmountDiffers =>
            "Two notices of this payment name different amounts or currencies. Look the payment up at the provider.",
        PaymentFlags.CapturedMoreThanAuthorized => "More was captured than authorized. Look the payment up at the provider.",
        PaymentFlags.RefundedMoreThanPaid => "More was refunded than paid. Look the refunds up at the provider.",
        PaymentFlags.RefundFailedAfterSucceeded =>
            "A refund that had succeeded failed afterwards: the customer did not get the money. Refund in another way.",
        PaymentFlags.RefundReversed =>
            "The provider lowered the total refunded: a refund was taken back. Look the refunds up at the provider.",
        PaymentFlags.PayoutReturned => "A payout that had succeeded came back. Check the bank account at the provider.",
        PaymentFlags.DisputeLost => "A dispute was lost: the money of this payment is gone.",
        PaymentFlags.VoidedBeforeSuccess => "The void arrived before the success it undid, so no handler ran for the success.",
        PaymentFlags.Untimed => "A notice without a time of the change was ordered by the time it was received.",
        PaymentFlags.HistoryDropped => "The history grew beyond its limit, and its oldest entries were dropped.",
        PaymentFlags.Contradicted =>
            "The provider's API contradicted a notice, so no handler ran for it. Compare the dead letter with the provider's dashboard.",
        _ => throw new ArgumentOutOfRangeException(nameof(flag), flag, null),
    };

    private static string NameOf(PaymentFlags flag) => SnakeCase.Of(flag);
}
