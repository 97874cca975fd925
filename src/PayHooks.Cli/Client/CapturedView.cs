using System.Text.Json;
using PayHooks.Captures;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Client;

/// <summary>Shows a captured delivery. All of it came from a stranger.</summary>
internal static class CapturedView
{
    /// <summary>Writes a delivery as lines, or as one line of JSON.</summary>
    public static void Show(CliConsole screen, CapturedDelivery delivery, ShownTime times, bool asJson)
    {
        if (asJson)
        {
            Json.WriteCompactLine(screen.Out, json => WriteJson(json, delivery));
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

        WriteLines(screen, TextOf(delivery) is { } text
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

    private static void WriteJson(Utf8JsonWriter json, CapturedDelivery delivery)
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
        if (TextOf(delivery) is { } text)
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

    private static string? TextOf(CapturedDelivery delivery) => delivery.Body is not { } body ? null
        : delivery.IsBodyCut ? BodyText.OfStart(body.Span) : BodyText.Of(body.Span);
}
