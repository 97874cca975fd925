using System.Globalization;

namespace PayHooks.Verification.Signatures;

/// <summary>
/// Formats a number as PortOne's servers do: as a float64, in the shortest decimal form that parses to the same number,
/// without an exponent. Equivalent to Go's <c>strconv.FormatFloat(x, 'f', -1, 64)</c>, which PortOne's Go sample signs.
/// </summary>
internal static class GoFloat
{
    /// <summary>The length of the longest float64: the smallest has a zero, a point, 323 zeros and up to 17 digits, and a sign.</summary>
    public const int MaxLength = 352;

    /// <summary>Formats a JSON number; false if it is outside the range of a float64.</summary>
    public static bool TryFormat(ReadOnlySpan<byte> number, Span<byte> destination, out int written)
    {
        written = 0;
        Span<byte> shortest = stackalloc byte[32];
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value)
            || !value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture))
        {
            return false;
        }

        written = WriteWithoutExponent(shortest[..length], destination);
        return true;
    }

    // "-1.25E-07" → "-0.000000125"
    private static int WriteWithoutExponent(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var mark = text.IndexOf((byte)'E');
        if (mark < 0)
        {
            text.CopyTo(destination);
            return text.Length;
        }

        var exponent = int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var written = 0;
        if (text[0] == '-')
        {
            destination[written++] = (byte)'-';
        }

        Span<byte> digits = stackalloc byte[24];
        var count = 0;
        foreach (var character in text[..mark])
        {
            if (char.IsAsciiDigit((char)character))
            {
                digits[count++] = character;
            }
        }

        // The decimal point follows this many digits.
        var point = exponent + 1;
        if (point <= 0)
        {
            "0."u8.CopyTo(destination[written..]);
            written += 2;
            destination.Slice(written, -point).Fill((byte)'0');
            written -= point;
            digits[..count].CopyTo(destination[written..]);
            return written + count;
        }

        for (var i = 0; i < Math.Max(count, point); i++)
        {
            if (i == point)
            {
                destination[written++] = (byte)'.';
            }

            destination[written++] = i < count ? digits[i] : (byte)'0';
        }

        return written;
    }
}
