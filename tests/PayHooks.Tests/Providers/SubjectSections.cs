using System.Text;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Descriptions.Reading;

namespace PayHooks.Tests.Providers;

/// <summary>What docs/providers.md says of each described provider's payments: which object is one, how its events are ordered, and what
/// repeats.</summary>
internal static class SubjectSections
{
    /// <summary>Writes the lines; one line where the description names no subjects.</summary>
    public static void Write(EventDescription facts, StringBuilder text)
    {
        var payments = facts.Payments;
        if (payments.Subjects.All.Count == 0)
        {
            text.Append("- **Subject**: none is named; every event reaches its handlers.\n");
            return;
        }

        foreach (var (pattern, subject) in payments.Subjects.All.OrderBy(one => one.Pattern, StringComparer.Ordinal))
        {
            text.Append($"- **Subject of `{pattern}`**: {Subject(subject)}.\n");
        }

        text.Append(payments.ChangedAt.Count > 0
            ? $"- **Order**: by the time of the change, {ProviderSections.Sources(payments.ChangedAt)}.\n"
            : "- **Order**: by rank; no body says when the payment changed in a way that is authenticated.\n");
        text.Append($"- **Repeats**: {Repeats(payments)}.\n");
        if (payments.VoidsPaid || payments.SharesReferences)
        {
            text.Append($"- **Payments**: {string.Join("; ", Rules(payments))}.\n");
        }
    }

    private static string Subject(SubjectDescription subject)
    {
        var kind = Array.Find(SubjectsReader.Kinds, one => one.Item2 == subject.Kind).Item1;
        var words = new StringBuilder($"the {kind} {ProviderSections.Sources(subject.Id)}");
        if (subject.Payment.Count > 0)
        {
            words.Append($", of the payment {ProviderSections.Sources(subject.Payment)}");
        }
        else if (subject.Kind is SubjectKind.Refund or SubjectKind.Dispute)
        {
            words.Append(", whose payment is not known");
        }

        if (subject.RefundedTotal is [var total, ..])
        {
            words.Append($", refunded so far: {(total.Sum is null ? "" : "sum of ")}{ProviderSections.Sources(subject.RefundedTotal)}");
        }

        return words.Append(subject.Attempt.Count > 0 ? $", attempt {ProviderSections.Sources(subject.Attempt)}" : "").ToString();
    }

    private static string Repeats(PaymentsDescription payments) => payments.ReportsEvents
        ? "each notice reports an event, and another notice of the same success, refund or payout is `unchanged`"
        : "notices report states and come again without a change; these are `unchanged`";

    private static IEnumerable<string> Rules(PaymentsDescription payments) =>
    [
        .. payments.VoidsPaid ? ["a paid payment can be canceled"] : Array.Empty<string>(),
        .. payments.SharesReferences ? ["a reference may have several payments"] : Array.Empty<string>(),
    ];
}
