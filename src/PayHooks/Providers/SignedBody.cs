namespace PayHooks.Providers;

/// <summary>A body with everything that makes it genuine.</summary>
/// <param name="Body">The bytes to send; schemes that sign inside the body have added their field.</param>
/// <param name="Headers">The headers to send with it.</param>
/// <param name="Field">Name and value of the body field that holds the signature, or null when it is in a header.</param>
public sealed record SignedBody(
    ReadOnlyMemory<byte> Body,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    KeyValuePair<string, string>? Field = null);
