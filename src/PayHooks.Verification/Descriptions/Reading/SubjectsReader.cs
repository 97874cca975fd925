using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads the subjects of events: payments, refunds, captures, disputes and payouts.</summary>
internal static class SubjectsReader
{
    /// <summary>The members of a subject.</summary>
    public static readonly string[] Members = ["kind", "id", "payment", "attempt", "refundedTotal"];

    /// <summary>The kinds of subject.</summary>
    public static readonly (string, SubjectKind)[] Kinds =
    [
        ("payment", SubjectKind.Payment), ("refund", SubjectKind.Refund), ("capture", SubjectKind.Capture),
        ("dispute", SubjectKind.Dispute), ("payout", SubjectKind.Payout),
    ];

    /// <summary>What the provider's notifications report.</summary>
    public static readonly (string, bool)[] Reports = [("events", true), ("states", false)];

    private static readonly string[] OfSubjects = ["changedAt", "reports", "idsByMode", "voidsPaid", "sharesReferences"];

    // The subject kinds allowed for a family of types; the first one is the default.
    private static readonly (string Family, SubjectKind[] Kinds)[] Families =
    [
        ("payment.", [SubjectKind.Payment, SubjectKind.Capture]), ("refund.", [SubjectKind.Refund, SubjectKind.Payment]),
        ("dispute.", [SubjectKind.Dispute]), ("payout.", [SubjectKind.Payout]),
    ];

    /// <summary>Reads the subjects from the description of an event.</summary>
    public static PaymentsDescription Read(JsonObjectReader at, PathReader paths)
    {
        if (at.Node("subjects") is not { } node)
        {
            foreach (var member in OfSubjects.Where(at.Has))
            {
                at.Error(member, "has no effect without subjects",
                    "Name the subjects, for example { \"payment.*\": { \"id\": \"data.id\" } }, or remove it.");
            }

            return PaymentsDescription.None;
        }

        if (node is not JsonObject { Count: > 0 } map)
        {
            at.Error("subjects", "is not an object with types", "Write it as { \"payment.*\": { \"id\": \"data.id\" } }.");
            return PaymentsDescription.None;
        }

        return new PaymentsDescription
        {
            Subjects = new ByType<SubjectDescription>(
                map.Select(one => (one.Key, Subject(at, paths, one.Key, one.Value))).Where(one => one.Item2 is not null)!),
            ChangedAt = EventReader.Sources(at, paths, "changedAt"),
            ReportsEvents = at.Choice("reports", true, Reports),
            HasIdsByMode = at.Flag("idsByMode"),
            VoidsPaid = at.Flag("voidsPaid"),
            SharesReferences = at.Flag("sharesReferences"),
        };
    }

    /// <summary>The mapped types of payments, refunds, disputes and payouts without a subject.</summary>
    public static IEnumerable<string> Uncovered(EventDescription facts) => facts.Payments.Subjects.All.Count == 0
        ? []
        : TypeMap.Yields(facts.Types, facts.Objects.Count > 0)
            .Where(type => KindsOf(type) is not null && facts.Payments.Subjects.Of(type.TrimEnd('*')) is null);

    private static SubjectKind[]? KindsOf(string pattern) =>
        Array.Find(Families, family => pattern.StartsWith(family.Family, StringComparison.Ordinal)).Kinds;

    private static SubjectDescription? Subject(JsonObjectReader at, PathReader paths, string pattern, JsonNode? node)
    {
        var words = pattern.EndsWith(".*", StringComparison.Ordinal) ? pattern[..^2] : pattern;
        if (KindsOf(pattern) is not { } kinds || !TypeMap.IsType(words))
        {
            at.Error("subjects", pattern, "is not a type of payments, refunds, disputes or payouts",
                "Use such a type, or a family such as refund.*.");
            return null;
        }

        if (node is not JsonObject members)
        {
            at.Error("subjects", pattern, "is not an object", "Write it as { \"id\": \"data.id\" }.");
            return null;
        }

        var inner = at.Inner(members, Members, "subjects", pattern);
        var kind = inner.Choice("kind", kinds[0], Kinds);
        if (!kinds.Contains(kind))
        {
            inner.Error("kind", $"cannot be {NameOf(kind)} for {pattern}", $"Use {string.Join(" or ", kinds.Select(NameOf))}.");
        }

        var subject = new SubjectDescription(kind, EventReader.Sources(inner, paths, "id"))
        {
            Payment = EventReader.Sources(inner, paths, "payment"),
            Attempt = EventReader.Sources(inner, paths, "attempt"),
            RefundedTotal = inner.Node("refundedTotal") is { } total ? AmountReader.Sources(inner, paths, total, "refundedTotal") : [],
        };
        Check(inner, kind, isRefund: kinds[0] == SubjectKind.Refund);
        return subject;
    }

    private static void Check(JsonObjectReader at, SubjectKind kind, bool isRefund)
    {
        if (!at.Has("id"))
        {
            at.Error("id", "is missing", $"Say where the id of the {NameOf(kind)} is.");
        }

        if (kind == SubjectKind.Capture && !at.Has("payment"))
        {
            at.Error("payment", "is missing", "A capture is part of a payment: say where the payment's id is.");
        }

        if (kind is SubjectKind.Payment or SubjectKind.Payout && at.Has("payment"))
        {
            at.Error("payment", $"has no effect: a {NameOf(kind)} belongs to no payment", "Remove it; the payment's own id is id.");
        }

        if (kind is not (SubjectKind.Payment or SubjectKind.Dispute) && at.Has("attempt"))
        {
            at.Error("attempt", $"has no effect: a {NameOf(kind)} has no attempts", "Remove it.");
        }

        var isTotal = isRefund && kind == SubjectKind.Payment;
        if (isTotal != at.Has("refundedTotal"))
        {
            at.Error("refundedTotal",
                isTotal ? "is missing, and the subject of a refund is the payment"
                    : "has no effect: only a refund whose subject is the payment has a total",
                isTotal ? "Say where all that was refunded so far is, or set kind to refund and id to the refund's own."
                    : "Remove it, or set kind to payment.");
        }
    }

    private static string NameOf(SubjectKind kind) => Array.Find(Kinds, one => one.Item2 == kind).Item1;
}
