using System.Globalization;

namespace PayHooks;

/// <summary>
/// JSON may contain a lone surrogate as an escape (<c>\ud83d</c>), left over when a program truncates a name in
/// the middle of an emoji. System.Text.Json parses it, but throws later when the string is read or written.
/// </summary>
internal static class LoneSurrogates
{
    private const int EscapeLength = 6;

    /// <summary>Replaces every lone surrogate with <c>\ufffd</c>; returns the same memory if there are none.</summary>
    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> json)
    {
        byte[]? repaired = null;
        var text = json.Span;
        for (var at = Next(text, 0); at >= 0;)
        {
            var unit = Unit(text, at);
            var isPair = char.IsHighSurrogate(unit) && char.IsLowSurrogate(Unit(text, at + EscapeLength));
            if (char.IsSurrogate(unit) && !isPair)
            {
                repaired ??= json.ToArray();
                @"\ufffd"u8.CopyTo(repaired.AsSpan(at));
            }

            at = Next(text, at + (isPair ? 2 * EscapeLength : 2));
        }

        return repaired ?? json;
    }

    private static int Next(ReadOnlySpan<byte> text, int from)
    {
        var next = from < text.Length ? text[from..].IndexOf((byte)'\\') : -1;
        return next < 0 ? -1 : from + next;
    }

    private static char Unit(ReadOnlySpan<byte> text, int at) =>
        text.Length >= at + EscapeLength && text[at] == '\\' && text[at + 1] == 'u'
        && ushort.TryParse(text.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : '\0';
}
