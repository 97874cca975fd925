using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PayHooks.Cli.Terminal;

/// <summary>JSON for display: readable text, escaped only where necessary.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };
    private static readonly JsonWriterOptions Indented = Compact with { Indented = true };

    /// <summary>Writes one document, indented.</summary>
    public static void WriteLine(TextWriter output, Action<Utf8JsonWriter> write) => output.WriteLine(ToText(write, Indented));

    /// <summary>Writes one document on one line.</summary>
    public static void WriteCompactLine(TextWriter output, Action<Utf8JsonWriter> write) => output.WriteLine(ToText(write, Compact));

    /// <summary>Returns an element as indented JSON.</summary>
    public static string Pretty(JsonElement element) => ToText(element.WriteTo, Indented);

    private static string ToText(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            write(json);
        }

        return SafeText.OfJson(Encoding.UTF8.GetString(bytes.ToArray()));
    }
}
