using System.Buffers;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Signatures;

/// <summary>Writes a JSON value as providers sign it: a string unescaped, everything else as written.</summary>
internal static class SignedValue
{
    /// <summary>Writes the value.</summary>
    public static void WriteTo(this JsonToken token, scoped ReadOnlySpan<byte> json, ref PooledBufferWriter text)
    {
        var raw = token.Raw(json);
        text.Advance(JsonText.Decode(raw, text.Room(raw.Length * JsonText.MaxGrowth)));
    }

    /// <summary>Writes the value with form escaping: a space becomes <c>+</c>.</summary>
    public static void WriteFormTo(this JsonToken token, scoped ReadOnlySpan<byte> json, ref PooledBufferWriter text)
    {
        var raw = token.Raw(json);
        if (JsonText.IsPlain(raw))
        {
            text.Advance(FormEscape.Write(raw, text.Room(raw.Length * FormEscape.MaxGrowth)));
            return;
        }

        var decoded = ArrayPool<byte>.Shared.Rent(raw.Length * JsonText.MaxGrowth);
        var value = decoded.AsSpan(0, JsonText.Decode(raw, decoded));
        text.Advance(FormEscape.Write(value, text.Room(value.Length * FormEscape.MaxGrowth)));
        ArrayPool<byte>.Shared.Return(decoded);
    }
}
