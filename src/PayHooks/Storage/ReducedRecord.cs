namespace PayHooks.Storage;

/// <summary>
/// Reduces records. Both methods list the members to keep, not those to remove, so that a member added to <see cref="EventRecord"/> or
/// <see cref="EventFacts"/> later is removed unless it is listed here.
/// </summary>
internal static class ReducedRecord
{
    /// <summary>Keeps what is needed after pruning: id, source, type, outcome, body hash, times, counts.</summary>
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

    /// <summary>Keeps what is needed after the payload was erased: identity, type, outcome, times and counts.</summary>
    /// <remarks>
    /// <para>Data that may identify or describe a person is removed: the body; the resource, the subject and the merchant's reference,
    /// which may be a customer's id or name; the amount, which together with a time identifies a payment in a bank statement; the headers;
    /// and all errors, because a handler's exception may quote its input (the outcomes remain).</para>
    /// <para>The rest makes duplicates harmless and the outcome provable: the ids (ours is a hash; the provider's identifies an event and
    /// is what its support asks for), the type in both spellings, how each delivery was verified, when each attempt ran, in which handler
    /// and with which outcome, the replays, the state of the protocol, and the SHA-256 of the body, which distinguishes a duplicate from a
    /// conflict and cannot be reversed.</para>
    /// <para><see cref="EventRecord.BodyReference"/> remains until the body store has deleted the body, because nothing else holds its
    /// name.</para>
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
            AttemptLog = [.. record.AttemptLog.Select(entry => entry with { Error = null, Response = null })],
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
