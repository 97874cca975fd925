using PayHooks.Payments;
using PayHooks.Storage;

namespace PayHooks.Processing.Protocol;

/// <summary>Small pure changes to a record that several rules share.</summary>
internal static class RecordChanges
{
    /// <summary>Counts a delivery; returns the same record if it is already counted.</summary>
    /// <param name="record">The record.</param>
    /// <param name="delivery">The delivery.</param>
    /// <param name="reported">The record that the delivery would insert.</param>
    public static EventRecord WithDelivery(this EventRecord record, DeliveryMessage delivery, EventRecord reported)
    {
        if (record.DeliveryLog.Any(entry => entry.Id == delivery.DeliveryId))
        {
            return record;
        }

        var conflict = record.ConflictsWith(reported);
        return record with
        {
            Deliveries = record.Deliveries + 1,
            Conflicts = record.Conflicts + (conflict ? 1 : 0),
            DeliveryLog = record.IsTombstone
                ? record.DeliveryLog
                : record.DeliveryLog.AppendBounded(
                    new DeliveryEntry(
                        delivery.DeliveryId, delivery.ReceivedAt, delivery.Verification, conflict,
                        delivery.SecretIndex < 0 ? null : delivery.SecretIndex)),
        };
    }

    /// <summary>
    /// The record after a better verified delivery of the same event. That delivery does not confirm what a less verified one reported, so
    /// facts and body are replaced. Finished handlers do not run again unless they received a different change or amount.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="reported">The record that the delivery would insert.</param>
    public static EventRecord RaisedBy(this EventRecord record, EventRecord reported) => record with
    {
        Facts = reported.Facts,
        Verification = reported.Verification,
        SecretIndex = reported.SecretIndex,
        BodyHash = reported.BodyHash,
        BodyLength = reported.BodyLength,
        BodyReference = reported.BodyReference,
        Headers = reported.Headers,

        // Decided anew by the run that follows.
        Effect = null,
        OwnerId = null,
        Handled = SaysTheSame(record.Facts, reported.Facts) ? record.Handled : [],
    };

    // A capture's type and the amount of a running refund total depend on the payment, so they are not compared.
    private static bool SaysTheSame(EventFacts one, EventFacts other) =>
        (one.Type == other.Type || one.Subject?.Kind == SubjectKind.Capture)
        && Keyed(one.Subject) == Keyed(other.Subject)
        && (one.Subject?.RefundedTotal is not null || !Money.Differ(one.Amount, other.Amount));

    private static (SubjectKind?, string?, string?, string?, decimal?) Keyed(Subject? subject) =>
        (subject?.Kind, subject?.Id, subject?.Mode, subject?.Attempt, subject?.RefundedTotal?.Value);

    // Some providers write the number of remaining endpoints or the time of sending into each attempt. As long as the body reports the same
    // facts, it is a duplicate. If facts are missing, only the bytes can be compared.
    private static bool ConflictsWith(this EventRecord record, EventRecord reported) =>
        record.BodyHash != reported.BodyHash
        && (record.IsBodyGone || !HasDetails(record.Facts) || Comparable(record.Facts) != Comparable(reported.Facts));

    private static bool HasDetails(EventFacts facts) => facts.Resource != Resource.Unknown || facts.Amount is not null;

    // Values derived from the payment replace those in the body: whether a capture was the first, and by how much a total grew.
    private static EventFacts Comparable(EventFacts facts) => facts with
    {
        Identity = null,
        OccurredAt = null,
        Type = facts is { Type: EventTypes.PaymentCaptured, Subject.Kind: SubjectKind.Capture } ? EventTypes.PaymentSucceeded : facts.Type,
        Amount = facts is { Type: EventTypes.RefundSucceeded, Subject.RefundedTotal: not null } ? null : facts.Amount,
    };

    /// <summary>Appends an item and keeps only the last <see cref="EventRecord.LogLength"/>.</summary>
    public static IReadOnlyList<T> AppendBounded<T>(this IReadOnlyList<T> list, T item) =>
        [.. list.Skip(Math.Max(0, list.Count + 1 - EventRecord.LogLength)), item];
}
