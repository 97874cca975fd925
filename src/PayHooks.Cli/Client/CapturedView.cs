using System.Text;
using System.Text.Json;
using PayHooks.Captures;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Client;

/// <summary>Shows a captured delivery. All of it came from a stranger.</summary>
internal static class CapturedView
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a delivery as lines, or as one line of JSON.</summary>
    public static void Show(CliConsole screen, CapturedDelivery delivery, ShownTime times, bool asJson)
    {
        if (asJson)
        {
            WriteJson(screen, delivery);
            return;
        }

        screen.Line($"--- {times.Named(delivery.At)}  {delivery.Status} {delivery.Reason}");
        WriteLines(screen, delivery.Detail, delivery.Url is { } url ? $"POST {url}" : null);
        foreach (var header in delivery.Headers)
        {
            WriteLines(screen, $"{header.Name}: {header.Value}");
        }

        if (delivery.HeadersLeftOut > 0)
        {
            WriteLines(screen, $"({Format.Count(delivery.HeadersLeftOut, "more header")})");
        }

        screen.Line();
        WriteBody(screen, delivery);
        screen.Line();
    }

    private static void WriteBody(CliConsole screen, CapturedDelivery delivery)
    {
        if (delivery.Body is not { } body)
        {
            WriteLines(screen, "(the body was not read)");
            return;
        }

        WriteLines(screen, TextOf(body) is { } text
            ? text.ReplaceLineEndings("\n").Replace("\t", "    ", StringComparison.Ordinal).Split('\n')
            : [$"({Format.Count(body.Length, "byte")} that are not text; --json shows them in base64)"]);
        if (delivery.IsBodyCut)
        {
            WriteLines(screen, $"(only the first {Format.Count(body.Length, "byte")} of the body are kept)");
        }
    }

    private static void WriteLines(CliConsole screen, params IEnumerable<string?> texts)
    {
        foreach (var text in texts.OfType<string>())
        {
            screen.Line(text);
        }
    }

    private static void WriteJson(CliConsole screen, CapturedDelivery delivery)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("at"u8, delivery.At.UtcDateTime);
            json.WriteNumber("status"u8, delivery.Status);
            json.WriteString("reason"u8, delivery.Reason);
            json.WriteString("detail"u8, delivery.Detail);
            json.WriteString("url"u8, delivery.Url);
            json.WriteStartArray("headers"u8);
            foreach (var header in delivery.Headers)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, header.Name);
                json.WriteString("value"u8, header.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("headersLeftOut"u8, delivery.HeadersLeftOut);
            if (delivery.Body is { } body && TextOf(body) is { } text)
            {
                json.WriteString("body"u8, text);
            }
            else if (delivery.Body is { } other)
            {
                json.WriteBase64String("bodyBase64"u8, other.Span);
            }

            json.WriteBoolean("bodyIsCut"u8, delivery.IsBodyCut);
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(bytes.ToArray());
        Json.WriteCompactLine(screen.Out, document.RootElement);
    }

    // The exact text, which may be what was signed; null if the bytes are not text. The first part of a body may end within a character.
    private static string? TextOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            var text = Strict.GetString(body.Span);
            return text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t')) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
