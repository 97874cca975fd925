using Microsoft.Extensions.Primitives;
using PayHooks.Configuration;
using PayHooks.Receiving;

namespace PayHooks.Cli.Verifying;

/// <summary>Decodes the body of a captured delivery by its <c>Content-Encoding</c>, as the receiver does.</summary>
internal static class ContentEncoding
{
    private const string Name = "Content-Encoding";

    // RFC 1952, 2.3.1.
    private static readonly byte[] GzipMark = [0x1F, 0x8B];

    /// <summary>Returns the case with both the decoded and the encoded body, the same case when nothing is encoded, or null with a
    /// problem.</summary>
    public static VerifyCase? Apply(VerifyCase presented, out string problem)
    {
        problem = "";
        var header =
            new StringValues(
            [.. presented.Headers.Where(one => string.Equals(one.Key, Name, StringComparison.OrdinalIgnoreCase)).Select(one => one.Value)]);
        if (!ContentDecoder.TryRead(header, out var codings))
        {
            problem = $"The {Name} '{header}' is none of gzip, deflate and br; a server answers 415.";
            return null;
        }

        if (codings.Count == 0)
        {
            return presented;
        }

        var name = string.Join(", ", codings);
        switch (ContentDecoder.Decode(presented.Body, codings, new PayHooksOptions().MaxBodyBytes, out var decoded))
        {
            case DecodeOutcome.TooLarge:
                problem = $"The decoded body is longer than {new PayHooksOptions().MaxBodyBytes} bytes; a server answers 413.";
                return null;
            case DecodeOutcome.Malformed:
                problem = $"The body is not {name}, as its {Name} says. If it was decoded when it was captured, leave that header out.";
                return null;
            default:
                return presented with { Body = decoded.ToArray(), Encoded = new EncodedBody(name, presented.Body) };
        }
    }

    /// <summary>Returns the case with its body decompressed if it is gzip and no header declares it; otherwise null.</summary>
    public static VerifyCase? Undeclared(VerifyCase presented) =>
        presented.Encoded is null && presented.Body.AsSpan().StartsWith(GzipMark)
            ? Apply(presented with { Headers = [.. presented.Headers, new(Name, "gzip")] }, out _)
            : null;
}

/// <summary>A body as it was sent.</summary>
/// <param name="Coding">Its content coding: gzip.</param>
/// <param name="Bytes">The encoded bytes.</param>
internal sealed record EncodedBody(string Coding, byte[] Bytes);
