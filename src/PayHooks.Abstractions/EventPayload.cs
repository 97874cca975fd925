using System.Text.Json;

namespace PayHooks;

/// <summary>The one way in which stored bodies are read as JSON.</summary>
internal static class EventPayload
{
    /// <summary>Deeper bodies can be genuine, but are kept as bytes only.</summary>
    public const int MaxDepth = 256;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>The body without a UTF-8 byte order mark.</summary>
    public static ReadOnlyMemory<byte> WithoutBom(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? body[3..] : body;

    /// <summary>
    /// The body as JSON, or null when it is none (or is not UTF-8, or nests too deep). Half of a surrogate pair becomes U+FFFD,
    /// so that the result can be read and written without a fault.
    /// </summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        if (!System.Text.Unicode.Utf8.IsValid(body.Span))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(LoneSurrogates.Replace(WithoutBom(body)), Options);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
