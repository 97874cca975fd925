using System.Runtime.InteropServices;

namespace PayHooks.Storage;

/// <summary>A queue message as a store sees it. The body is kept apart, so that a large one is never copied next to its envelope.</summary>
/// <param name="Envelope">The message without the body, in ASCII.</param>
/// <param name="Body">The body as raw bytes; empty if there is none or the envelope contains it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MessageText(ReadOnlyMemory<byte> Envelope, ReadOnlyMemory<byte> Body = default)
{
    /// <summary>The number of bytes of both.</summary>
    public int Length => Envelope.Length + Body.Length;

    /// <summary>Whether the body is kept apart.</summary>
    public bool HasBody => !Body.IsEmpty;

    /// <summary>A message whose envelope contains everything.</summary>
    public static implicit operator MessageText(ReadOnlyMemory<byte> envelope) => new(envelope);

    /// <summary>A message whose envelope contains everything.</summary>
    public static implicit operator MessageText(byte[] envelope) => new(envelope);

    /// <summary>The envelope and then the body, in one array.</summary>
    public byte[] AllBytes() => [.. Envelope.Span, .. Body.Span];
}
