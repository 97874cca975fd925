using System.Buffers;

namespace PayHooks.Receiving;

/// <summary>Reads a body as bytes and never more of them than allowed, whatever Content-Length says.</summary>
internal static class BodyReader
{
    private const int FirstBuffer = 4096;
    private const int LargestFirst = 64 * 1024;

    /// <summary>The whole body, or null when it is longer than <paramref name="max"/> bytes.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Stream body, long? contentLength, int max,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (contentLength > max)
        {
            return null;
        }

        // One byte more than announced, so that the end is seen without growing; a claimed length is not believed beyond
        // what has really arrived. One byte more than allowed is never read.
        var buffer = new byte[Math.Min(contentLength is { } length ? (int)length + 1 : FirstBuffer, Math.Min(LargestFirst, max + 1))];
        var count = await FillAsync(body, buffer, 0, cancellationToken);
        return count < buffer.Length ? buffer.AsMemory(0, count)
            : count > max ? null
            : await ReadLargeAsync(body, buffer, max, cancellationToken);
    }

    // What grows is borrowed: large arrays are dear to make and to clean up after.
    private static async ValueTask<ReadOnlyMemory<byte>?> ReadLargeAsync(Stream body, byte[] first, int max,
        CancellationToken cancellationToken)
    {
        var count = first.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(2 * count);
        try
        {
            first.CopyTo(buffer, 0);
            while (true)
            {
                var room = buffer.AsMemory(0, Math.Min(buffer.Length, max + 1));
                count = await FillAsync(body, room, count, cancellationToken);
                if (count > max)
                {
                    return null;
                }

                if (count < room.Length)
                {
                    return buffer.AsSpan(0, count).ToArray();
                }

                var larger = ArrayPool<byte>.Shared.Rent(2 * count);
                buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // As many bytes as there is room for, or all that come.
    private static async ValueTask<int> FillAsync(Stream body, Memory<byte> room, int count, CancellationToken cancellationToken)
    {
        while (count < room.Length)
        {
            var read = await body.ReadAsync(room[count..], cancellationToken);
            if (read == 0)
            {
                break;
            }

            count += read;
        }

        return count;
    }
}
