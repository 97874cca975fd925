namespace PayHooks.Verification;

/// <summary>A signed delivery.</summary>
/// <param name="Body">The bytes to send, including the signature field for schemes that sign inside the body.</param>
/// <param name="Headers">The headers to send.</param>
/// <param name="Field">Name and value of the body field that contains the signature, or null if it is in a header; for a batch, that of its
/// first item.</param>
public sealed record SignedBody(
    ReadOnlyMemory<byte> Body,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    KeyValuePair<string, string>? Field = null)
{
    /// <summary>All signature fields, in the body's order: a batch has one in each item.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields
    {
        get => field ?? (Field is { } only ? [only] : []);
        init;
    }
}
