namespace PayHooks.Storage;

/// <summary>Stores bodies that are too large for a message.</summary>
internal interface IBodyStore
{
    /// <summary>Writes a body durably and returns its reference.</summary>
    ValueTask<string> PutAsync(string name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Reads a body; null if it was deleted.</summary>
    ValueTask<ReadOnlyMemory<byte>?> GetAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Deletes a body; succeeds if it is already deleted.</summary>
    ValueTask DeleteAsync(string reference, CancellationToken cancellationToken);

    /// <summary>
    /// The other references under which deliveries of the same body may have been stored; none where a name has only one reference.
    /// </summary>
    /// <param name="reference">The reference of the body.</param>
    /// <param name="receivedAt">When deliveries of it arrived.</param>
    IEnumerable<string> CopiesOf(string reference, IEnumerable<DateTimeOffset> receivedAt) => [];
}
