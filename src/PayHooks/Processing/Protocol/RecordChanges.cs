using PayHooks.Storage;

namespace PayHooks.Processing.Protocol;

/// <summary>Small pure changes of a record that several rules share.</summary>
internal static class RecordChanges
{
    /// <summary>The record with a delivery counted; the same record when it was counted before.</summary>
    public static EventRecord WithDelivery(this EventRecord record, DeliveryMessage delivery, string bodyHash)
    {
        if (record.DeliveryLog.Any(entry => entry.Id == delivery.DeliveryId))
        {
            return record;
        }

        var conflict = record.BodyHash != bodyHash;
        return record with
        {
            Deliveries = record.Deliveries + 1,
            Conflicts = record.Conflicts + (conflict ? 1 : 0),
            DeliveryLog = record.IsTombstone
                ? record.DeliveryLog
                : record.DeliveryLog.AppendBounded(new DeliveryEntry(delivery.DeliveryId, delivery.ReceivedAt, delivery.Verification, conflict, delivery.SecretIndex < 0 ? null : delivery.SecretIndex)),
        };
    }

    /// <summary>The list with one more item, and only the last <see cref="EventRecord.LogLength"/> of them.</summary>
    public static IReadOnlyList<T> AppendBounded<T>(this IReadOnlyList<T> list, T item) =>
        [.. list.Skip(Math.Max(0, list.Count + 1 - EventRecord.LogLength)), item];
}
