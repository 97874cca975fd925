using System.Text;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>
/// Decodes <c>application/x-www-form-urlencoded</c> bodies once into a JSON object, so that all later steps are the
/// same for both.
/// </summary>
internal static class FormBody
{
    /// <summary>Writes the fields as members of a JSON object, in order.</summary>
    public static void WriteJson(scoped ReadOnlySpan<byte> form, ref PooledBufferWriter json)
    {
        json.Append((byte)'{');
        var isFirst = true;
        while (form.Length > 0)
        {
            var end = form.IndexOf((byte)'&');
            var pair = end < 0 ? form : form[..end];
            form = end < 0 ? default : form[(end + 1)..];
            if (pair.Length == 0)
            {
                continue;
            }

            json.Append(isFirst ? ""u8 : ","u8);
            isFirst = false;
            var mark = pair.IndexOf((byte)'=');
            WriteString(mark < 0 ? pair : pair[..mark], ref json);
            json.Append((byte)':');
            WriteString(mark < 0 ? default : pair[(mark + 1)..], ref json);
        }

        json.Append((byte)'}');
    }

    /// <summary>Returns the form with a field set to a value, replaced or appended; all other bytes are unchanged.</summary>
    public static byte[] Put(ReadOnlySpan<byte> form, string name, string value)
    {
        var pair = Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");
        for (var start = 0; start < form.Length;)
        {
            var length = form[start..].IndexOf((byte)'&');
            length = length < 0 ? form.Length - start : length;
            var field = form.Slice(start, length);
            var mark = field.IndexOf((byte)'=');
            if (Decode(mark < 0 ? field : field[..mark]) == name)
            {
                return [.. form[..start], .. pair, .. form[(start + length)..]];
            }

            start += length + 1;
        }

        return form.Length == 0 ? pair : [.. form, (byte)'&', .. pair];
    }

    private static string Decode(ReadOnlySpan<byte> text)
    {
        var json = new PooledBufferWriter(text.Length);
        WriteString(text, ref json);
        var decoded = JsonText.Decode(json.Text[1..^1]);
        json.Dispose();
        return decoded;
    }

    private static void WriteString(scoped ReadOnlySpan<byte> text, ref PooledBufferWriter json)
    {
        json.Append((byte)'"');
        for (var i = 0; i < text.Length; i++)
        {
            var one = text[i];
            if (one == '%' && i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]))
            {
                one = (byte)((Hex(text[i + 1]) << 4) | Hex(text[i + 2]));
                i += 2;
            }
            else if (one == '+')
            {
                one = (byte)' ';
            }

            if (one < 0x20)
            {
                json.Append("\\u00"u8);
                json.Append((byte)(one < 0x10 ? '0' : '1'));
                json.Append("0123456789abcdef"u8[one & 0xF]);
            }
            else
            {
                json.Append(one is (byte)'"' or (byte)'\\' ? "\\"u8 : ""u8);
                json.Append(one);
            }
        }

        json.Append((byte)'"');
    }

    private static int Hex(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
