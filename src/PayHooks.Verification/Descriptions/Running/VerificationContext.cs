using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>A delivery with the values that its scheme looks up in the body.</summary>
internal readonly ref struct VerificationContext
{
    /// <summary>The delivery.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>The raw bytes for <c>{body}</c>.</summary>
    public ReadOnlySpan<byte> Body { get; init; }

    /// <summary>The JSON that tokens refer to: the body, an item of it, or a form's fields as JSON.</summary>
    public ReadOnlySpan<byte> Json { get; init; }

    /// <summary>The positions of the values that the scheme looks up.</summary>
    public ReadOnlySpan<JsonToken> Tokens { get; init; }

    /// <summary>The name of the first header that is present; the first name if none is.</summary>
    public string Present(string[] headers)
    {
        foreach (var header in headers)
        {
            if (Delivery.Header(header).Count > 0)
            {
                return header;
            }
        }

        return headers[0];
    }
}
