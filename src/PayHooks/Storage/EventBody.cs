namespace PayHooks.Storage;

/// <summary>The body of a delivery: its bytes, or a reference to the body store. The default is an empty body.</summary>
internal readonly record struct EventBody
{
    private EventBody(ReadOnlyMemory<byte> bytes, string? reference) => (Bytes, Reference) = (bytes, reference);

    /// <summary>The bytes; empty if they are in the body store.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The reference in the body store; null if the bytes are inline.</summary>
    public string? Reference { get; }

    /// <summary>The bytes to store with the record; null if they are in the body store.</summary>
    public ReadOnlyMemory<byte>? Inline => Reference is null ? Bytes : default(ReadOnlyMemory<byte>?);

    /// <summary>Creates a body that is in the body store.</summary>
    /// <param name="reference">The return value of <see cref="IBodyStore.PutAsync"/>.</param>
    public static EventBody Stored(string reference) => new(default, reference);

    /// <summary>Creates an inline body.</summary>
    public static implicit operator EventBody(ReadOnlyMemory<byte> bytes) => new(bytes, null);

    /// <summary>Creates an inline body.</summary>
    public static implicit operator EventBody(byte[] bytes) => new(bytes, null);
}
