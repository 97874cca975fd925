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
}
