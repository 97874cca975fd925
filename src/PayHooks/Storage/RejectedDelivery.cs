namespace PayHooks.Storage;

/// <summary>A rejected delivery. Never contains a body, header, signature or secret.</summary>
/// <param name="Source">The configured name, or null if the source is unknown.</param>
/// <param name="Status">The HTTP status of the response.</param>
/// <param name="Reason">The reason, in snake case.</param>
/// <param name="Detail">The reason as a sentence, or the sanitized unknown name; null if there is neither.</param>
/// <param name="RemoteAddress">The remote address of the connection, as text.</param>
/// <param name="Bytes">Size of the body, as far as it was read; null if it was not read.</param>
internal sealed record RejectedDelivery(string? Source, int Status, string Reason, string? Detail, string? RemoteAddress, long? Bytes)
{
    /// <summary>When it was rejected.</summary>
    public DateTimeOffset At { get; init; }
}
