using System.Security.Cryptography;

namespace PayHooks.Storage;

/// <summary>Random ids. Random bytes are fetched in batches, because each call to the system's generator takes microseconds.</summary>
internal static class RandomHex
{
    private const int BytesAtATime = 1024;

    [ThreadStatic]
    private static byte[]? bytes;

    [ThreadStatic]
    private static int used;

    /// <summary>Returns random lower-case hexadecimal digits: an even number, at most 2048.</summary>
    public static string Of(int digits)
    {
        var count = digits / 2;
        if (bytes is null || used + count > BytesAtATime)
        {
            RandomNumberGenerator.Fill(bytes ??= new byte[BytesAtATime]);
            used = 0;
        }

        var text = Convert.ToHexStringLower(bytes, used, count);
        used += count;
        return text;
    }
}
