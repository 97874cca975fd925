namespace PayHooks.Storage;

/// <summary>The body of a delivery: its bytes, or where the body store keeps them. The default is an empty body.</summary>
internal readonly record struct EventBody
{
    private EventBody(ReadOnlyMemory<byte> bytes, string? reference) => (Bytes, Reference) = (bytes, reference);

    /// <summary>The bytes; empty if the body store has them.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Where the body store keeps the bytes; null if they are here.</summary>
    public string? Reference { get; }

    /// <summary>The bytes to keep beside the record; null if the body store has them.</summary>
    public ReadOnlyMemory<byte>? Inline => Reference is null ? Bytes : default(ReadOnlyMemory<byte>?);

    /// <summary>A body that is in the body store.</summary>
    /// <param name="reference">What <see cref="IBodyStore.PutAsync"/> returned.</param>
    public static EventBody Stored(string reference) => new(default, reference);

    /// <summary>A body that is here.</summary>
    public static implicit operator EventBody(ReadOnlyMemory<byte> bytes) => new(bytes, null);

    /// <summary>A body that is here.</summary>
    public static implicit operator EventBody(byte[] bytes) => new(bytes, null);
}
