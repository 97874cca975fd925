using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace PayHooks.Verification.Samples;

/// <summary>
/// A saved event: everything that is needed to sign it again and send it. Headers are not part of it: signatures and times are made anew
/// when it is sent, and passwords and tokens must not be in a file that people share.
/// </summary>
/// <param name="Provider">The provider's canonical name.</param>
/// <param name="Source">The source that received the event.</param>
/// <param name="ContentType">The media type of the body.</param>
/// <param name="Body">The body, byte for byte.</param>
internal sealed record Fixture(string Provider, string Source, string ContentType, ReadOnlyMemory<byte> Body)
{
    private const int Newest = 1;

    /// <summary>The common type, for people who read the file.</summary>
    public string? Type { get; init; }

    /// <summary>Whether values of the body were replaced.</summary>
    public bool IsMasked { get; init; }

    /// <summary>Writes the file's content.</summary>
    public byte[] ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(
            bytes, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("payHooksFixture", Newest);
            json.WriteString("provider", Provider);
            json.WriteString("source", Source);
            json.WriteString("type", Type);
            json.WriteBoolean("masked", IsMasked);
            json.WriteString("contentType", ContentType);
            if (Utf8.IsValid(Body.Span))
            {
                json.WriteString("body", Body.Span);
            }
            else
            {
                json.WriteBase64String("bodyBase64", Body.Span);
            }

            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>Reads a file's content.</summary>
    /// <exception cref="FormatException">It is not a fixture. The message says why.</exception>
    public static Fixture Parse(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var document = JsonDocument.Parse(EventPayload.WithoutBom(file));
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("payHooksFixture", out var format))
            {
                throw new FormatException("It is not a file that payhooks save has written: it has no member payHooksFixture.");
            }

            return format.ValueKind == JsonValueKind.Number && format.TryGetInt32(out var number) && number == Newest
                ? Read(root)
                : throw new FormatException($"payHooksFixture is {format.GetRawText()}; this version reads {Newest}.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"It is not valid JSON: {e.Message}", e);
        }
    }

    private static Fixture Read(JsonElement root)
    {
        ReadOnlyMemory<byte> body = root.TryGetProperty("bodyBase64", out var encoded)
            ? encoded.ValueKind == JsonValueKind.String && encoded.TryGetBytesFromBase64(out var bytes)
                ? bytes : throw new FormatException("bodyBase64 is not base64.")
            : Encoding.UTF8.GetBytes(Text(root, "body"));
        return new Fixture(Text(root, "provider"), Text(root, "source"), Text(root, "contentType"), body)
        {
            Type = root.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null,
            IsMasked = root.TryGetProperty("masked", out var masked) && masked.ValueKind == JsonValueKind.True,
        };
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : throw new FormatException($"The text \"{name}\" is missing.");
}
