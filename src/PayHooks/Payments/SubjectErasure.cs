namespace PayHooks.Payments;

/// <summary>Erases what a row says of a person, and keeps what makes notices that still come harmless.</summary>
/// <remarks>
/// The reference, the amounts and the provider's ids go; of the ids and the change keys hashes stay, so that a notice of a change that was
/// handled finds it so. States, times, the ids of our events, effects and flags stay.
/// </remarks>
internal static class SubjectErasure
{
    /// <summary>What remains of a row; null when nothing is left to erase.</summary>
    /// <param name="row">The row.</param>
    /// <param name="now">The time of the write.</param>
    public static SubjectRow? Erase(SubjectRow row, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row is { ErasedAt: not null, MerchantReference: null } && row.Entries.All(entry => entry.Amount is null)
            && row.Owners.Values.All(owner => owner is { Amount: null, Difference: null }))
        {
            return null;
        }

        // In a row that was erased before, events that came since have hashed ids from the start.
        var erased = row with { ErasedAt = now };
        var isFirst = row.ErasedAt is null;
        return erased with
        {
            MerchantReference = null,
            ArrivalFlags = row.ArrivalFlags | Folds.Of(row).Flags,
            Version = SubjectTable.NextVersion(row, now),
            Entries =
            [
                .. row.Entries.Select(entry => entry with
                {
                    Id = isFirst ? erased.IdOf(entry.Id) : entry.Id,
                    ChangeKey = isFirst && entry.ChangeKey is { } key ? erased.KeyOf(key) : entry.ChangeKey,
                    Amount = null,
                }),
            ],
            Owners = row.Owners.ToDictionary(
                owner => isFirst ? erased.KeyOf(owner.Key) : owner.Key,
                owner => owner.Value with { Amount = null, Difference = null }),
        };
    }
}
