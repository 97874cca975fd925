namespace PayHooks.Receiving;

/// <summary>Reads a body as bytes and never more of them than allowed, whatever Content-Length says.</summary>
public static class BodyReader
{
    private const int FirstBuffer = 4096;

    /// <summary>The whole body, or null when it is longer than <paramref name="max"/> bytes.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Stream body, long? contentLength, int max, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (contentLength > max)
        {
            return null;
        }

        // One byte more than announced, so that the end is seen without growing; a claimed length is not believed beyond
        // what has really arrived.
        var buffer = new byte[contentLength is { } length ? Math.Min((int)length + 1, 64 * 1024) : FirstBuffer];
        var count = 0;
        while (true)
        {
            var read = await body.ReadAsync(buffer.AsMemory(count), cancellationToken);
            if (read == 0)
            {
                return buffer.AsMemory(0, count);
            }

            count += read;
            if (count > max)
            {
                return null;
            }

            if (count == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min((long)buffer.Length * 2, (long)max + 1));
            }
        }
    }
}
