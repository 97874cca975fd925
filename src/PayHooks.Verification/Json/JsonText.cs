using System.Buffers;
using System.Globalization;
using System.Text;

namespace PayHooks.Verification.Json;

/// <summary>
/// Decodes JSON strings like Go's encoding/json, which never fails: lone surrogates and bytes that are not valid
/// UTF-8 become U+FFFD. Providers with servers written in Go sign the decoded text.
/// </summary>
internal static class JsonText
{
    /// <summary>The maximum number of bytes that one raw byte is decoded to.</summary>
    public const int MaxGrowth = 3;

    private static readonly SearchValues<byte> NotPlain = SearchValues.Create(
        [(byte)'\\', .. Enumerable.Range(0x80, 0x80).Select(value => (byte)value)]);

    /// <summary>Whether the raw string, without its quotes, needs no decoding.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> raw) => raw.IndexOfAny(NotPlain) < 0;

    /// <summary>Decodes a raw string.</summary>
    public static string Decode(ReadOnlySpan<byte> raw)
    {
        if (IsPlain(raw))
        {
            return Encoding.ASCII.GetString(raw);
        }

        var rented = ArrayPool<byte>.Shared.Rent(raw.Length * MaxGrowth);
        var text = Encoding.UTF8.GetString(rented.AsSpan(0, Decode(raw, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return text;
    }

    /// <summary>Decodes a raw string to UTF-8 and returns its length in bytes.</summary>
    public static int Decode(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        var written = 0;
        while (raw.Length > 0)
        {
            var rune = raw[0] == '\\' ? Escape(ref raw) : Next(ref raw);
            written += rune.EncodeToUtf8(destination[written..]);
        }

        return written;
    }

    private static Rune Next(ref ReadOnlySpan<byte> raw)
    {
        var status = Rune.DecodeFromUtf8(raw, out var rune, out var length);
        raw = raw[(status == OperationStatus.Done ? length : 1)..];
        return rune;
    }

    private static Rune Escape(ref ReadOnlySpan<byte> raw)
    {
        var kind = raw.Length > 1 ? raw[1] : (byte)'\\';
        if (kind != 'u')
        {
            raw = raw[Math.Min(2, raw.Length)..];
            return new Rune(kind switch
            {
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                _ => (char)kind,
            });
        }

        var first = Unit(raw);
        raw = raw[Math.Min(6, raw.Length)..];
        if (!char.IsSurrogate(first))
        {
            return new Rune(first);
        }

        if (raw is [(byte)'\\', (byte)'u', ..] && Rune.TryCreate(first, Unit(raw), out var pair))
        {
            raw = raw[6..];
            return pair;
        }

        return Rune.ReplacementChar;
    }

    private static char Unit(ReadOnlySpan<byte> raw) =>
        raw.Length >= 6 && ushort.TryParse(raw[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : '\uFFFD';
}
