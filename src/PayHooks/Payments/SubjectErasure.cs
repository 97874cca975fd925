namespace PayHooks.Payments;

/// <summary>Erases the personal data in a row but keeps what is needed to recognize later notices of the same changes.</summary>
/// <remarks>
/// The reference, the amounts and the provider's ids are removed. Hashes of the ids and change keys remain, so that a notice of a handled
/// change is recognized. States, times, our event ids, effects and flags remain.
/// </remarks>
internal static class SubjectErasure
{
    /// <summary>Returns the erased row; null if nothing is left to erase.</summary>
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

        // In a row that was already erased, events added since then have hashed ids from the start.
        var erased = row with { ErasedAt = now };
        var isFirst = row.ErasedAt is null;
        return erased with
        {
            MerchantReference = null,
            ArrivalFlags = row.ArrivalFlags | Folds.Of(row).Flags,
            Version = row.NextVersion(now),
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
