using System.Text.Json;

namespace PayHooks;

/// <summary>Reads stored bodies as JSON; the only place that does.</summary>
internal static class EventPayload
{
    /// <summary>More deeply nested bodies can be genuine, but are kept as bytes only.</summary>
    public const int MaxDepth = 256;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>The body without a UTF-8 byte order mark.</summary>
    public static ReadOnlyMemory<byte> WithoutBom(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? body[3..] : body;

    /// <summary>
    /// The body as JSON, or null if it is not valid JSON in UTF-8 or is nested too deeply. Lone surrogates become U+FFFD,
    /// so that the result can be read and written without errors.
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
