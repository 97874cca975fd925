using System.Globalization;

namespace PayHooks.Payments;

/// <summary>
/// The identity of an item that carries none of a webhook's: <c>api|{kind}|{mode}|{id}|{provider's status}</c>, and the attempt or the
/// running total where the change has one. It never changes: another one would make every item a new event.
/// </summary>
internal static class ItemIdentity
{
    /// <summary>Creates the identity; null if the provider's own status is unknown, so that two states would be one event.</summary>
    /// <param name="subject">The object.</param>
    /// <param name="state">The state that the item reports.</param>
    /// <param name="facts">The facts of the item.</param>
    public static string? Of(Subject subject, SubjectState state, EventFacts facts)
    {
        if (facts.ProviderType is not { Length: > 0 } status)
        {
            return null;
        }

        // Some providers number captures per payment.
        var id = subject is { Kind: SubjectKind.Capture, PaymentId: { } payment }
            ? $"{Part(payment)}|{Part(subject.Id)}"
            : Part(subject.Id);
        var identity = $"api|{SubjectTexts.Of(subject.Kind)}|{Part(subject.Mode)}|{id}|{Part(status)}";
        if (state == SubjectState.Refunded)
        {
            var total = subject.RefundedTotal!.Value!.Value;
            return string.Create(CultureInfo.InvariantCulture, $"{identity}|{total:0.#############################}");
        }

        return subject.Attempt is { } attempt && StateRanks.HasAttempts(subject.Kind, state)
            ? $"{identity}|{Part(attempt)}"
            : identity;
    }

    // Ids that merchants choose can contain the separator.
    private static string Part(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("|", "%7C", StringComparison.Ordinal);
}
