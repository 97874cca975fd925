using System.Globalization;
using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.XSignature;

/// <summary>
/// Converts the settings of an x-signature source to a layer over its scheme; invalid settings throw a <see cref="FormatException"/>
/// with a readable message that uses the names of these settings.
/// </summary>
internal static class XSignatureSettings
{
    private static readonly string[] Algorithms = ["sha1", "sha256", "sha384", "sha512"];
    private static readonly string[] Encodings = ["hex", "base64", "auto"];

    public static SchemeLayer Read(SourceSettings source)
    {
        var algorithm = Choice(nameof(source.Algorithm), source.Algorithm, Algorithms, "sha256");
        var header = HeaderOf(nameof(source.Header), source.Header ?? "X-Signature");
        var timestampHeader = string.IsNullOrEmpty(source.TimestampHeader) ? null
            : HeaderOf(nameof(source.TimestampHeader), source.TimestampHeader);
        if (string.Equals(header, timestampHeader, StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException("TimestampHeader must not be the header that holds the signature.");
        }

        if (source.Tolerance <= TimeSpan.Zero)
        {
            throw new FormatException("Tolerance must be longer than zero, for example 00:05:00.");
        }

        var prefix = Prefix(source.Prefix);
        var scheme = new JsonObject
        {
            ["algorithm"] = $"hmac-{algorithm}",
            ["encoding"] = Choice(nameof(source.Encoding), source.Encoding, Encodings, "auto"),
            ["signature"] =
                new JsonObject { ["header"] = header, ["prefix"] = prefix ?? $"{algorithm}=", ["prefixOptional"] = prefix is null },
        };
        if (timestampHeader is not null)
        {
            scheme["content"] = "{timestamp}.{body}";
            scheme["timestamp"] = new JsonObject { ["header"] = timestampHeader };
            if (source.Tolerance is { } tolerance)
            {
                scheme["timestamp"]!["tolerance"] =
                    tolerance.ToString(tolerance.Days > 0 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);
            }
        }

        return new SchemeLayer($"PayHooks__Sources__{source.Name}", scheme, IsSetting: true);
    }

    private static string Choice(string setting, string? value, string[] choices, string otherwise)
    {
        var choice = string.IsNullOrEmpty(value) ? otherwise : value.ToLowerInvariant();
        return choices.Contains(choice, StringComparer.Ordinal)
            ? choice
            : throw new FormatException($"{setting} must be {string.Join(", ", choices[..^1])} or {choices[^1]}.");
    }

    private static string HeaderOf(string setting, string name) => HeaderName.IsValid(name)
        ? name
        : throw new FormatException($"{setting} must be the name of a header: letters, digits and '-', for example X-Signature.");

    private static string? Prefix(string? prefix) =>
        prefix is null || prefix.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
            ? prefix
            : throw new FormatException("Prefix must be printable ASCII, for example sha256=.");
}
