using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Primitives;

namespace PayHooks.Receiving;

/// <summary>
/// Decodes a body by its <c>Content-Encoding</c> (RFC 9110, 8.4): gzip, deflate and br, and lists of them. A decoded body is never longer
/// than the limit for bodies, so a small delivery cannot expand into a large one.
/// </summary>
internal static class ContentDecoder
{
    private const int MostCodings = 3;

    /// <summary>Gets the codings in the order in which they were applied; empty if the body is not encoded.</summary>
    /// <param name="header">The values of <c>Content-Encoding</c>.</param>
    /// <param name="codings">The codings, without <c>identity</c>.</param>
    /// <returns>False if one of them is unknown.</returns>
    public static bool TryRead(StringValues header, out IReadOnlyList<string> codings)
    {
        codings = [];
        if (header.Count == 0)
        {
            return true;
        }

        List<string> found = [];
        foreach (var name in header.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // Servers treat x-gzip as gzip (RFC 9110, 8.4.1.3).
            switch (name.ToLowerInvariant())
            {
                case "identity":
                    break;
                case "gzip" or "x-gzip":
                    found.Add("gzip");
                    break;
                case "deflate":
                    found.Add("deflate");
                    break;
                case "br":
                    found.Add("br");
                    break;
                default:
                    return false;
            }
        }

        codings = found;
        return found.Count <= MostCodings;
    }

    /// <summary>Decodes a body.</summary>
    /// <param name="body">The body as received.</param>
    /// <param name="codings">The codings in the order in which they were applied.</param>
    /// <param name="max">The maximum size in bytes of the result and of each intermediate step.</param>
    /// <param name="decoded">The result; empty on failure.</param>
    public static DecodeOutcome Decode(ReadOnlyMemory<byte> body, IReadOnlyList<string> codings, int max, out ReadOnlyMemory<byte> decoded)
    {
        decoded = body;
        for (var i = codings.Count - 1; i >= 0; i--)
        {
            var outcome = Decode(decoded, codings[i], max, out decoded);
            if (outcome != DecodeOutcome.Decoded)
            {
                return outcome;
            }
        }

        return DecodeOutcome.Decoded;
    }

    private static DecodeOutcome Decode(ReadOnlyMemory<byte> body, string coding, int max, out ReadOnlyMemory<byte> decoded)
    {
        decoded = default;
        var buffer = ArrayPool<byte>.Shared.Rent(max + 1);
        try
        {
            using var source = AsStream(body);
            using var stream = Open(source, coding, body.Span);
            var count = stream.ReadAtLeast(buffer.AsSpan(0, max + 1), max + 1, throwOnEndOfStream: false);
            if (count > max)
            {
                return DecodeOutcome.TooLarge;
            }

            decoded = buffer.AsSpan(0, count).ToArray();
            return DecodeOutcome.Decoded;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            return DecodeOutcome.Malformed;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Stream Open(Stream source, string coding, ReadOnlySpan<byte> body) => coding switch
    {
        "gzip" => new GZipStream(source, CompressionMode.Decompress),
        "br" => new BrotliStream(source, CompressionMode.Decompress),
        _ when IsZlib(body) => new ZLibStream(source, CompressionMode.Decompress),

        // Senders that use the raw format for "deflate" are common enough for HTTP clients to accept both.
        _ => new DeflateStream(source, CompressionMode.Decompress),
    };

    // RFC 1950: the method is 8, and the first two bytes are a multiple of 31.
    private static bool IsZlib(ReadOnlySpan<byte> body) =>
        body.Length >= 2 && (body[0] & 0x0F) == 8 && ((body[0] << 8) | body[1]) % 31 == 0;

    private static MemoryStream AsStream(ReadOnlyMemory<byte> body) => MemoryMarshal.TryGetArray(body, out var bytes)
        ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
        : new MemoryStream(body.ToArray(), writable: false);
}

/// <summary>The outcome of decoding a body.</summary>
internal enum DecodeOutcome
{
    /// <summary>The body was decoded.</summary>
    Decoded,

    /// <summary>The bytes do not match the coding in the header, or are truncated.</summary>
    Malformed,

    /// <summary>The decoded body is longer than the limit.</summary>
    TooLarge,
}
