using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace PayHooks.Verification;

/// <summary>
/// Builds the id of an event: <c>evt_</c> and the first 26 characters of the lowercase base32 (RFC 4648, no padding) of
/// SHA-256(source + "\n" + identity). Safe in a URL, as a table key and in a queue message. The algorithm never changes:
/// a different one would make every repeated delivery a new event.
/// </summary>
internal static class EventIds
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const string Prefix = "evt_";
    private const int Digits = 26;
    private static readonly SearchValues<char> Digit = SearchValues.Create(Alphabet);

    /// <summary>The id of an event of <paramref name="source"/> with this <paramref name="identity"/>.</summary>
    public static string Create(string source, string identity)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(identity);
        return FromHash(SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{identity}")));
    }

    /// <summary>The identity of an event that only its body identifies.</summary>
    public static string BodyIdentity(ReadOnlySpan<byte> body) => BodyIdentity(BodyHash(body));

    /// <summary>The identity for a body hash that is already known.</summary>
    public static string BodyIdentity(string bodyHash) => $"sha256:{bodyHash}";

    /// <summary>SHA-256 of a body as 64 lowercase hexadecimal digits.</summary>
    public static string BodyHash(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>Whether a text has the form of an event id.</summary>
    public static bool IsWellFormed(string? id) =>
        id is { Length: 30 } && id.StartsWith(Prefix, StringComparison.Ordinal)
        && id.AsSpan(Prefix.Length).IndexOfAnyExcept(Digit) < 0;

    private static string FromHash(byte[] hash) => string.Create(Prefix.Length + Digits, hash, static (text, bytes) =>
    {
        Prefix.CopyTo(text);
        var (bits, count, next) = (0u, 0, 0);
        for (var i = Prefix.Length; i < text.Length; i++)
        {
            if (count < 5)
            {
                bits = (bits << 8) | bytes[next++];
                count += 8;
            }

            count -= 5;
            text[i] = Alphabet[(int)(bits >> count) & 31];
        }
    });
}
