namespace PayHooks.Verification;

/// <summary>A body with everything that makes it genuine.</summary>
/// <param name="Body">The bytes to send; schemes that sign inside the body have added their field.</param>
/// <param name="Headers">The headers to send with it.</param>
/// <param name="Field">Name and value of the body field that holds the signature, or null when it is in a header; of a batch, that of its
/// first item.</param>
public sealed record SignedBody(
    ReadOnlyMemory<byte> Body,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    KeyValuePair<string, string>? Field = null)
{
    /// <summary>All such fields, in the body's order: a batch has one in each of its items.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields
    {
        get => field ?? (Field is { } only ? [only] : []);
        init;
    }
}
