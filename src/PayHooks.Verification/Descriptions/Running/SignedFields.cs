using System.Buffers;
using System.Text;
using System.Text.Json;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Writes the values of the fields that are signed, one after the other.</summary>
internal sealed class SignedFields
{
    private readonly FieldListDescription description;
    private readonly byte[] join;
    private readonly Field[] fields;

    public SignedFields(FieldListDescription description, JsonPaths paths)
    {
        this.description = description;
        join = Encoding.UTF8.GetBytes(description.Join);
        var names = description.Sort ? description.Names.OrderBy(one => one.Name, StringComparer.Ordinal) : description.Names.AsEnumerable();
        fields = [.. names.Select(one => new Field(one.Name, Before(one.Name), paths.SlotOf(one.Path)))];
    }

    /// <summary>Writes them, or tells which cannot be written.</summary>
    public bool TryWrite(scoped in VerificationContext received, ref PooledBufferWriter text, out Verdict refusal)
    {
        refusal = default;
        var isFirst = true;
        foreach (var field in fields)
        {
            var token = received.Tokens[field.Slot];
            var isMissing = token.Type is JsonTokenType.None or JsonTokenType.Null;
            if (isMissing && description.Missing == MissingField.Drop)
            {
                continue;
            }

            if (token.IsContainer || (isMissing && description.Missing == MissingField.Refuse))
            {
                refusal = Unwritable(field, isMissing ? "is missing or null" : "is an object or a list");
                return false;
            }

            text.Append(isFirst ? [] : join);
            isFirst = false;
            text.Append(field.Before);
            if (isMissing)
            {
                continue;
            }

            if (!description.ShortestNumbers || token.Type != JsonTokenType.Number)
            {
                Append(token, received.Json, ref text, description.Escape);
            }
            else if (GoFloat.TryFormat(token.Raw(received.Json), text.Room(GoFloat.MaxLength), out var written))
            {
                text.Advance(written);
            }
            else
            {
                refusal = Unwritable(field, "is too large a number");
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes a value: a string's meaning, everything else as it reads.</summary>
    public static void Append(JsonToken token, scoped ReadOnlySpan<byte> json, ref PooledBufferWriter text, FieldEscape escape = FieldEscape.None)
    {
        var raw = token.Raw(json);
        if (escape == FieldEscape.None)
        {
            text.Advance(JsonText.Decode(raw, text.Room(raw.Length * JsonText.MaxGrowth)));
            return;
        }

        if (JsonText.IsPlain(raw))
        {
            text.Advance(FormEscape.Write(raw, text.Room(raw.Length * FormEscape.MaxGrowth), escape == FieldEscape.Rfc3986));
            return;
        }

        var decoded = ArrayPool<byte>.Shared.Rent(raw.Length * JsonText.MaxGrowth);
        var meaning = decoded.AsSpan(0, JsonText.Decode(raw, decoded));
        text.Advance(FormEscape.Write(meaning, text.Room(meaning.Length * FormEscape.MaxGrowth), escape == FieldEscape.Rfc3986));
        ArrayPool<byte>.Shared.Return(decoded);
    }

    private byte[] Before(string name)
    {
        if (description.Assign is not { } assign)
        {
            return [];
        }

        var utf8 = Encoding.UTF8.GetBytes(name);
        var escaped = new byte[utf8.Length * FormEscape.MaxGrowth];
        return description.Escape == FieldEscape.None
            ? [.. utf8, .. Encoding.UTF8.GetBytes(assign)]
            : [.. escaped[..FormEscape.Write(utf8, escaped, description.Escape == FieldEscape.Rfc3986)], .. Encoding.UTF8.GetBytes(assign)];
    }

    private static Verdict Unwritable(Field field, string what) =>
        Verdict.Refused(RejectionReason.BodyUnreadable, $"the field '{field.Name}' is signed, and it {what}");

    private readonly record struct Field(string Name, byte[] Before, int Slot);
}
