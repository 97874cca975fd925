using System.Security.Cryptography;

namespace PayHooks.Verification.Signatures;

/// <summary>The HMACs that webhook schemes use.</summary>
internal enum MacAlgorithm
{
    Sha1 = 0,
    Sha256 = 1,
    Sha384 = 2,
    Sha512 = 3,
}

/// <summary>Computes an HMAC in one call without allocating.</summary>
internal static class Mac
{
    /// <summary>The length of the longest HMAC.</summary>
    public const int MaxBytes = HMACSHA512.HashSizeInBytes;

    /// <summary>The length of the HMAC in bytes.</summary>
    public static int Bytes(MacAlgorithm algorithm) => algorithm switch
    {
        MacAlgorithm.Sha1 => HMACSHA1.HashSizeInBytes,
        MacAlgorithm.Sha384 => HMACSHA384.HashSizeInBytes,
        MacAlgorithm.Sha512 => HMACSHA512.HashSizeInBytes,
        _ => HMACSHA256.HashSizeInBytes,
    };

    /// <summary>The name in messages.</summary>
    public static string Name(MacAlgorithm algorithm) => algorithm switch
    {
        MacAlgorithm.Sha1 => "HMAC-SHA1",
        MacAlgorithm.Sha384 => "HMAC-SHA384",
        MacAlgorithm.Sha512 => "HMAC-SHA512",
        _ => "HMAC-SHA256",
    };

    /// <summary>Computes the HMAC into <paramref name="destination"/> and returns its length in bytes.</summary>
    public static int Compute(MacAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> content, Span<byte> destination) =>
        algorithm switch
        {
#pragma warning disable CA5350 // HMAC-SHA1 is what some providers sign with; as a MAC it is not broken
            MacAlgorithm.Sha1 => HMACSHA1.HashData(key, content, destination),
#pragma warning restore CA5350
            MacAlgorithm.Sha384 => HMACSHA384.HashData(key, content, destination),
            MacAlgorithm.Sha512 => HMACSHA512.HashData(key, content, destination),
            _ => HMACSHA256.HashData(key, content, destination),
        };
}
