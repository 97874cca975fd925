using System.Security.Cryptography;

namespace PayHooks.Verification.Signatures;

/// <summary>How a signature proves knowledge of the secret.</summary>
/// <param name="Name">The name in messages.</param>
/// <param name="Kind">The kind of proof.</param>
/// <param name="Mac">The hash it uses.</param>
internal sealed record SignatureAlgorithm(string Name, SignatureKind Kind, MacAlgorithm Mac = MacAlgorithm.Sha256)
{
    /// <summary>The most common algorithm.</summary>
    public static readonly SignatureAlgorithm HmacSha256 = new("HMAC-SHA256", SignatureKind.Hmac);

    /// <summary>The algorithms by their names in a scheme.</summary>
    public static readonly (string Name, SignatureAlgorithm Value)[] All =
    [
        ("hmac-sha1", new("HMAC-SHA1", SignatureKind.Hmac, MacAlgorithm.Sha1)),
        ("hmac-sha256", HmacSha256),
        ("hmac-sha384", new("HMAC-SHA384", SignatureKind.Hmac, MacAlgorithm.Sha384)),
        ("hmac-sha512", new("HMAC-SHA512", SignatureKind.Hmac, MacAlgorithm.Sha512)),
        ("sha256", new("SHA-256", SignatureKind.Hash)),
        ("sha512", new("SHA-512", SignatureKind.Hash, MacAlgorithm.Sha512)),
        ("token", new("token", SignatureKind.Token)),
        ("basic", new("Basic", SignatureKind.Basic)),
    ];

    /// <summary>The HMAC with a hash, or null.</summary>
    public static SignatureAlgorithm? Hmac(HashAlgorithmName hash) =>
        All.FirstOrDefault(one => one.Value.Kind == SignatureKind.Hmac && one.Value.Name == $"HMAC-{hash.Name}").Value;

    /// <summary>Whether it signs content; otherwise it only presents the secret.</summary>
    public bool Signs => Kind is SignatureKind.Hmac or SignatureKind.Hash;

    /// <summary>The length of the signature in bytes.</summary>
    public int Bytes => Signatures.Mac.Bytes(Mac);

    /// <summary>Computes the signature. For a token it is the digest, so that a comparison does not reveal its length.</summary>
    public int Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content, Span<byte> destination) => Kind switch
    {
        SignatureKind.Hmac => Signatures.Mac.Compute(Mac, key, content, destination),
        SignatureKind.Hash => Mac == MacAlgorithm.Sha256 ? SHA256.HashData(content, destination) : SHA512.HashData(content, destination),
        _ => SHA256.HashData(key, destination),
    };
}

/// <summary>The kinds of proof.</summary>
internal enum SignatureKind
{
    /// <summary>An HMAC over the content.</summary>
    Hmac,

    /// <summary>A plain hash over content that contains the secret.</summary>
    Hash,

    /// <summary>The secret itself.</summary>
    Token,

    /// <summary>HTTP Basic.</summary>
    Basic,
}
