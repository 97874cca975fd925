using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PayHooks.Cli.Client;

namespace PayHooks.Cli.Masking;

/// <summary>A body whose values were replaced.</summary>
/// <param name="Body">The body.</param>
/// <param name="Replaced">How many different values were replaced.</param>
internal sealed record MaskedBody(byte[] Body, int Replaced);

/// <summary>
/// Masks the values of a body, JSON or a form: what <see cref="KeptValues"/> does not name gets another value of the same shape. White
/// space, the order of members, true, false and null stay.
/// </summary>
internal sealed class BodyMask
{
    // For a text that is not valid Unicode, of which no shape can be kept.
    private const string Unreadable = "masked";

    private readonly ValueMask mask = new();
    private readonly List<string> names = [];

    private BodyMask()
    {
    }

    /// <summary>Masks a body; null if it is neither JSON nor a form.</summary>
    public static MaskedBody? Of(ReadOnlyMemory<byte> body)
    {
        var masking = new BodyMask();
        return (masking.Json(body) ?? masking.Form(body)) is { } masked ? new MaskedBody(masked, masking.mask.Count) : null;
    }

    private byte[]? Json(ReadOnlyMemory<byte> body)
    {
        var json = EventPayload.WithoutBom(body).Span;
        using var masked = new MemoryStream();
        masked.Write(body.Span[..^json.Length]);
        var copied = 0;
        try
        {
            // Whether each open object or array has a name.
            Stack<bool> open = [];
            string? name = null;
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = EventPayload.MaxDepth });
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push(name is not null);
                        Enter(name);
                        name = null;
                        continue;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        Leave(open.Pop());
                        continue;
                    case JsonTokenType.PropertyName:
                        name = Text(ref reader);
                        break;
                }

                var isName = reader.TokenType == JsonTokenType.PropertyName;
                if (Replacement(ref reader, isName ? null : name) is { } replacement)
                {
                    var start = (int)reader.TokenStartIndex;
                    masked.Write(json[copied..start]);
                    masked.Write(Encoding.UTF8.GetBytes(replacement));
                    copied = start + reader.ValueSpan.Length
                        + (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 2 : 0);
                }

                name = isName ? name : null;
            }
        }
        catch (JsonException)
        {
            return null;
        }

        masked.Write(json[copied..]);
        return masked.ToArray();
    }

    private byte[]? Form(ReadOnlyMemory<byte> body) => BodyText.IsFormBody(body.Span)
        ? Encoding.UTF8.GetBytes(string.Join('&', BodyText.Of(body.Span)!.Split('&').Select(Field))) : null;

    private string Field(string field)
    {
        var end = field.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = end < 0 ? (field, "") : (field[..end], field[(end + 1)..]);
        var read = Decode(name);
        var shown = KeptValues.IsPlainName(read) ? name : Uri.EscapeDataString(mask.Text(read));
        if (end < 0)
        {
            return shown;
        }

        var given = Decode(value);
        return $"{shown}={(KeptValues.Has([read], given) ? value : Uri.EscapeDataString(mask.Text(given)))}";
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    // The JSON of what replaces a token; null if it stays.
    private string? Replacement(ref Utf8JsonReader reader, string? name)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                var own = Text(ref reader);
                return own is not null && KeptValues.IsPlainName(own) ? null : Quoted(own is null ? Unreadable : mask.Text(own));
            case JsonTokenType.String:
                var text = Text(ref reader);
                return text is null ? Quoted(Unreadable) : IsKept(name, text) ? null : Quoted(mask.Text(text));
            case JsonTokenType.Number:
                var number = Encoding.ASCII.GetString(reader.ValueSpan);
                return IsKept(name, number) ? null : mask.Number(number);
            default:
                return null;
        }
    }

    // An item of an array has the array's name.
    private bool IsKept(string? name, string text) => KeptValues.Has(name is null ? names : [.. names, name], text);

    private void Enter(string? name)
    {
        if (name is not null)
        {
            names.Add(name);
        }
    }

    private void Leave(bool hadName)
    {
        if (hadName)
        {
            names.RemoveAt(names.Count - 1);
        }
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
