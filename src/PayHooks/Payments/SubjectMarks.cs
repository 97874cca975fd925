namespace PayHooks.Payments;

/// <summary>Changes of a subject's row that no event of it makes.</summary>
internal static class SubjectMarks
{
    /// <summary>Raises a flag caused by other payments; null if the row already has it.</summary>
    public static SubjectRow? Flag(SubjectRow row, PaymentFlags flag, DateTimeOffset now) => (row.ArrivalFlags & flag) == flag
        ? null
        : row with { ArrivalFlags = row.ArrivalFlags | flag, Version = row.NextVersion(now) };

    /// <summary>Marks the change of an event that became a dead letter; null if the row has none that is not marked.</summary>
    public static SubjectRow? MarkDead(SubjectRow row, string eventId, DateTimeOffset now) =>
        row.Owners.Values.Any(owner => owner.EventId == eventId && !owner.WasDead)
            ? row with
            {
                Version = row.NextVersion(now),
                Owners = row.Owners.ToDictionary(
                    owner => owner.Key,
                    owner => owner.Value.EventId == eventId ? owner.Value with { WasDead = true } : owner.Value,
                    StringComparer.Ordinal),
            }
            : null;
}
