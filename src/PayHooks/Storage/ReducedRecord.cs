namespace PayHooks.Storage;

/// <summary>
/// What remains of a record. Both forms name what stays, not what goes, so that a member that is added
/// to <see cref="EventRecord"/> or <see cref="EventFacts"/> later is removed unless it is added here.
/// </summary>
internal static class ReducedRecord
{
    /// <summary>What remains after pruning: id, source, type, outcome, body hash, times, counts.</summary>
    public static EventRecord ToTombstone(this EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new EventRecord
        {
            Id = record.Id,
            Source = record.Source,
            Provider = record.Provider,
            Facts = new EventFacts { Type = record.Facts.Type },
            Verification = record.Verification,
            ReceivedAt = record.ReceivedAt,
            CompletedAt = record.CompletedAt,
            Status = record.Status,
            Outcome = record.Outcome,
            Generation = record.Generation,
            Attempts = record.Attempts,
            Deliveries = record.Deliveries,
            Conflicts = record.Conflicts,
            BodyHash = record.BodyHash,
            BodyLength = record.BodyLength,
            IsTombstone = true,
            ErasedAt = record.ErasedAt,
        };
    }

    /// <summary>What remains after the payload was erased: identity, type, outcome, times and counts.</summary>
    /// <remarks>
    /// <para>What may identify or describe a person is removed: the body; the resource, the subject and the merchant's reference, which may
    /// be
    /// a customer's id or name; the amount, which together with a time finds a payment in a bank statement; the headers; and every
    /// error, because a handler's exception may quote what it was given (the outcomes stay).</para>
    /// <para>What stays makes a repeat harmless and the outcome provable: the ids (ours is a hash; the provider's names an event and
    /// is what its support asks for), the type in both spellings, how each delivery was verified, when each attempt ran, in which
    /// handler and with which outcome, the replays, the state of the protocol, and the SHA-256 of the body, which distinguishes a repeat
    /// from a conflict and cannot be turned back.</para>
    /// <para><see cref="EventRecord.BodyReference"/> stays until the body store has removed the body: it alone knows its name.</para>
    /// </remarks>
    /// <param name="record">A completed or dead event.</param>
    /// <param name="at">When it was erased.</param>
    public static EventRecord ToErased(this EventRecord record, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new EventRecord
        {
            Id = record.Id,
            Source = record.Source,
            Provider = record.Provider,
            Facts = new EventFacts
            {
                ProviderEventId = record.Facts.ProviderEventId,
                Type = record.Facts.Type,
                ProviderType = record.Facts.ProviderType,
                Livemode = record.Facts.Livemode,
                OccurredAt = record.Facts.OccurredAt,
            },
            Verification = record.Verification,
            SecretIndex = record.SecretIndex,
            ReceivedAt = record.ReceivedAt,
            CompletedAt = record.CompletedAt,
            Status = record.Status,
            Outcome = record.Outcome,
            Effect = record.Effect,
            OwnerId = record.OwnerId,
            Generation = record.Generation,
            Owner = record.Owner,
            Holder = record.Holder,
            LeaseUntil = record.LeaseUntil,
            Attempts = record.Attempts,
            RunAttempts = record.RunAttempts,
            Crashes = record.Crashes,
            Deliveries = record.Deliveries,
            Conflicts = record.Conflicts,
            DeliveryLog = record.DeliveryLog,
            AttemptLog = [.. record.AttemptLog.Select(entry => entry with { Error = null })],
            Handled = record.Handled,
            Replays = record.Replays,
            ReplayId = record.ReplayId,
            BodyHash = record.BodyHash,
            BodyLength = record.BodyLength,
            BodyReference = record.BodyReference,
            ErasedAt = at,
        };
    }
}
