using System.Buffers;

namespace PayHooks.Providers;

/// <summary>Reads the settings of an x-signature source; what does not fit is a <see cref="FormatException"/> for people.</summary>
internal static class XSignatureSettings
{
    private static readonly TimeSpan DefaultTolerance = TimeSpan.FromMinutes(5);

    private static readonly SearchValues<char> HeaderNameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static HeaderSignature Read(SourceSettings source)
    {
        var (algorithm, name) = Algorithm(source.Algorithm);
        var header = HeaderName(nameof(source.Header), source.Header ?? "X-Signature");
        var timestampHeader = string.IsNullOrEmpty(source.TimestampHeader)
            ? null
            : HeaderName(nameof(source.TimestampHeader), source.TimestampHeader);
        if (string.Equals(header, timestampHeader, StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException("TimestampHeader must not be the header that holds the signature.");
        }

        var tolerance = source.Tolerance ?? DefaultTolerance;
        if (tolerance <= TimeSpan.Zero)
        {
            throw new FormatException("Tolerance must be longer than zero, for example 00:05:00.");
        }

        return new HeaderSignature(source.Secrets)
        {
            Header = header,
            Algorithm = algorithm,
            Encoding = Encoding(source.Encoding),
            Prefix = Prefix(source.Prefix) ?? $"{name}=",
            PrefixRequired = source.Prefix is not null,
            TimestampHeader = timestampHeader,
            Tolerance = tolerance,
        };
    }

    private static (MacAlgorithm Algorithm, string Name) Algorithm(string? setting) => setting?.ToLowerInvariant() switch
    {
        null or "" or "sha256" => (MacAlgorithm.Sha256, "sha256"),
        "sha1" => (MacAlgorithm.Sha1, "sha1"),
        "sha384" => (MacAlgorithm.Sha384, "sha384"),
        "sha512" => (MacAlgorithm.Sha512, "sha512"),
        _ => throw new FormatException("Algorithm must be sha1, sha256, sha384 or sha512."),
    };

    private static SignatureEncoding Encoding(string? setting) => setting?.ToLowerInvariant() switch
    {
        null or "" or "auto" => SignatureEncoding.Auto,
        "hex" => SignatureEncoding.Hex,
        "base64" => SignatureEncoding.Base64,
        _ => throw new FormatException("Encoding must be hex, base64 or auto."),
    };

    private static string HeaderName(string setting, string name) =>
        name.Length > 0 && name.AsSpan().IndexOfAnyExcept(HeaderNameCharacters) < 0
            ? name
            : throw new FormatException($"{setting} must be the name of a header: letters, digits and '-', for example X-Signature.");

    private static string? Prefix(string? prefix) =>
        prefix is null || prefix.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
            ? prefix
            : throw new FormatException("Prefix must be printable ASCII, for example sha256=.");
}
