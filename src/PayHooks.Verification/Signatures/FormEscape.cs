using System.Buffers;

namespace PayHooks.Verification.Signatures;

/// <summary>
/// Escapes UTF-8 for a form like Go's <c>url.QueryEscape</c>: a space becomes <c>+</c>; letters, digits and <c>-_.~</c> are unchanged;
/// every other byte becomes <c>%XX</c> in uppercase.
/// </summary>
internal static class FormEscape
{
    /// <summary>The maximum number of bytes that one byte is escaped to.</summary>
    public const int MaxGrowth = 3;

    private static readonly SearchValues<byte> Unescaped =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"u8);

    /// <summary>Writes the escaped text, at most three bytes for each byte, and returns its length.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="destination">The destination.</param>
    public static int Write(ReadOnlySpan<byte> utf8, Span<byte> destination)
    {
        var written = 0;
        while (utf8.Length > 0)
        {
            var same = utf8.IndexOfAnyExcept(Unescaped);
            same = same < 0 ? utf8.Length : same;
            utf8[..same].CopyTo(destination[written..]);
            written += same;
            if (same == utf8.Length)
            {
                break;
            }

            if (utf8[same] == ' ')
            {
                destination[written++] = (byte)'+';
            }
            else
            {
                destination[written] = (byte)'%';
                Convert.TryToHexString(utf8.Slice(same, 1), destination.Slice(written + 1, 2), out _);
                written += 3;
            }

            utf8 = utf8[(same + 1)..];
        }

        return written;
    }
}
