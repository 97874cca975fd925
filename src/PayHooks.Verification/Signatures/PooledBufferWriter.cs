using System.Buffers;
using System.Text;

namespace PayHooks.Verification.Signatures;

/// <summary>Writes bytes sequentially to a pooled buffer that grows on demand.</summary>
internal ref struct PooledBufferWriter(int capacity) : IDisposable
{
    private byte[]? buffer = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 64));
    private int written;

    /// <summary>The bytes written; valid until disposal.</summary>
    public readonly ReadOnlySpan<byte> Text => buffer.AsSpan(0, written);

    /// <summary>Discards the bytes written.</summary>
    public void Clear() => written = 0;

    /// <summary>Returns space for a number of bytes; <see cref="Advance"/> sets how many were used.</summary>
    public Span<byte> Room(int length)
    {
        if (buffer!.Length - written < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(written + length, buffer.Length * 2));
            Text.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        return buffer.AsSpan(written);
    }

    /// <summary>Sets how many bytes of <see cref="Room"/> were used.</summary>
    public void Advance(int length) => written += length;

    /// <summary>Writes bytes.</summary>
    public void Append(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        written += bytes.Length;
    }

    /// <summary>Writes a byte.</summary>
    public void Append(byte one)
    {
        Room(1)[0] = one;
        written++;
    }

    /// <summary>Writes text in UTF-8.</summary>
    public void Append(scoped ReadOnlySpan<char> text) =>
        written += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = null;
        }
    }
}
