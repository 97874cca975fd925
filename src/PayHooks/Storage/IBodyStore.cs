namespace PayHooks.Storage;

/// <summary>Keeps bodies that are too large for a message.</summary>
internal interface IBodyStore
{
    /// <summary>Makes a body durable and returns the reference under which it is found again.</summary>
    ValueTask<string> PutAsync(string name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>The body, or null when it is gone.</summary>
    ValueTask<ReadOnlyMemory<byte>?> GetAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Removes a body; removing one that is already gone succeeds.</summary>
    ValueTask DeleteAsync(string reference, CancellationToken cancellationToken);
}
