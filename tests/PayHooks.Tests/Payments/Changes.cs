using PayHooks.Payments;

namespace PayHooks.Tests.Payments;

/// <summary>Makes events of one payment, and applies them.</summary>
internal static class Changes
{
    public const string Source = "shop";
    public const string PaymentId = "pay_1";

    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>An event of the payment; the time of the change in seconds from the start, null for none.</summary>
    public static SubjectEvent Payment(
        string id, string type, double? second = null, decimal? amount = null, string? attempt = null,
        VerificationLevel level = VerificationLevel.Signature, bool byTime = true, bool voidsPaid = false) =>
        Of(id, type, new Subject(SubjectKind.Payment, PaymentId) { Attempt = attempt }, second, amount, level, byTime, voidsPaid);

    /// <summary>An event of a refund, capture, dispute or payout.</summary>
    public static SubjectEvent Child(
        string id, SubjectKind kind, string childId, string type, double? second = null, decimal? amount = null, string? attempt = null,
        VerificationLevel level = VerificationLevel.Signature, bool byTime = true) =>
        Of(id, type, new Subject(kind, childId) { PaymentId = kind == SubjectKind.Payout ? null : PaymentId, Attempt = attempt }, second,
            amount, level, byTime, false);

    /// <summary>An event that reports all that was refunded of the payment so far.</summary>
    public static SubjectEvent RefundedTotal(string id, decimal total, double? second = null, bool byTime = true) =>
        Of(id, EventTypes.RefundSucceeded, new Subject(SubjectKind.Payment, PaymentId) { RefundedTotal = Eur(total) }, second, null,
            VerificationLevel.Signature, byTime, false);

    public static Amount Eur(decimal value) => Money.Of(value, "EUR");

    private static SubjectEvent Of(
        string id, string type, Subject subject, double? second, decimal? amount, VerificationLevel level, bool byTime, bool voidsPaid)
    {
        var facts = new EventFacts
        {
            Type = type,
            Subject = subject with { ChangedAt = second is { } seconds ? Start.AddSeconds(seconds) : null },
            Amount = amount is { } value ? Eur(value) : null,
        };
        return SubjectEvent.From(id, Source, facts, new PaymentRules(byTime, voidsPaid, SharesReferences: false), level, Start)
            ?? throw new ArgumentException($"{type} is not a state of a {subject.Kind}.", nameof(type));
    }
}
