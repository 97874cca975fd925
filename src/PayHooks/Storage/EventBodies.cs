namespace PayHooks.Storage;

/// <summary>Reads bodies from a message, from the record in the ledger, or from the body store.</summary>
internal sealed class EventBodies(IEventLedger ledger, IBodyStore? store = null)
{
    /// <summary>The body of a delivery; null if the body store no longer has it.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(EventBody body, CancellationToken cancellationToken)
    {
        if (body.Reference is not { } reference)
        {
            return body.Bytes;
        }

        return store is null ? null : await store.GetAsync(reference, cancellationToken);
    }

    /// <summary>The body of an event's first delivery; null if it was pruned or erased, or if the body store no longer has it.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(EventRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.IsBodyGone)
        {
            return new((ReadOnlyMemory<byte>?)null);
        }

        return record.BodyReference is { } reference
            ? ReadAsync(EventBody.Stored(reference), cancellationToken)
            : ledger.ReadBodyAsync(record.Key, cancellationToken);
    }

    /// <summary>Deletes a body from the body store; does nothing if it is not stored there.</summary>
    public ValueTask DeleteAsync(EventBody body, CancellationToken cancellationToken) =>
        body.Reference is { } reference && store is not null ? store.DeleteAsync(reference, cancellationToken) : ValueTask.CompletedTask;
}
