using System.Text.Json;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.PortOne;

/// <summary>
/// Finds names of a body that differ from a signed name only in case. Many parsers, including that of PortOne's own language, read
/// <c>Status</c> and <c>status</c> as the same field, so such a body could be verified with one value and processed with another.
/// </summary>
internal static class PortOneNames
{
    private const int LongestEscape = 6;

    /// <summary>The signed name that a top-level name of the body resembles; null if every name is exact or unrelated.</summary>
    public static string? Misspelled(in PortOneBody body, PortOneList list)
    {
        var reader = new Utf8JsonReader(body.Json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Misspelled(reader.ValueSpan, list) is { } name)
            {
                return name;
            }

            reader.Skip();
        }

        return null;
    }

    private static string? Misspelled(ReadOnlySpan<byte> raw, PortOneList list)
    {
        const int most = PortOneList.LongestName * LongestEscape;
        if (raw.Length > most)
        {
            return null;
        }

        Span<byte> name = stackalloc byte[most * JsonText.MaxGrowth];
        name = name[..JsonText.Decode(raw, name)];
        Span<byte> folded = stackalloc byte[name.Length];
        folded = folded[..Fold(name, folded)];
        foreach (var (text, utf8, lower) in list.Names)
        {
            if (folded.SequenceEqual(lower) && !name.SequenceEqual(utf8))
            {
                return text;
            }
        }

        return null;
    }

    // The long s and the Kelvin sign are the only non-ASCII characters that Unicode folds to an ASCII letter.
    private static int Fold(ReadOnlySpan<byte> name, Span<byte> folded)
    {
        var length = 0;
        while (name.Length > 0)
        {
            var (letter, read) = name switch
            {
                [0xC5, 0xBF, ..] => ((byte)'s', 2),
                [0xE2, 0x84, 0xAA, ..] => ((byte)'k', 3),
                [>= (byte)'A' and <= (byte)'Z', ..] => ((byte)(name[0] | 0x20), 1),
                _ => (name[0], 1),
            };
            folded[length++] = letter;
            name = name[read..];
        }

        return length;
    }
}
