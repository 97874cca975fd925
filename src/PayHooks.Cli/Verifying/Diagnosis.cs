using System.Globalization;
using PayHooks.Verification;

namespace PayHooks.Cli.Verifying;

/// <summary>
/// Diagnoses a delivery that fails verification by trying common causes: a body altered in transit, a secret copied
/// incorrectly, a signature in another format, a wrong clock.
/// </summary>
internal static class Diagnosis
{
    /// <summary>Explains the rejection; null when no cause is found.</summary>
    public static string? Of(VerifyCase presented, Verdict verdict) => verdict.Reason switch
    {
        RejectionReason.SignatureMismatch or RejectionReason.BodyUnreadable => First(
            Compressed(presented), Bodies(presented), Secrets(presented), Signatures(presented), Urls(presented), Keys(presented),
                Schemes(presented)),
        RejectionReason.SignatureMalformed or RejectionReason.SignatureRepeated =>
            First(Signatures(presented), Keys(presented), Schemes(presented)),
        RejectionReason.SecretUnusable => First(Secrets(presented)),
        RejectionReason.TimestampStale => First(Times(presented)),
        RejectionReason.SignatureMissing when presented.Headers.Count == 0 => First(Missing(presented)),
        _ => null,
    };

    /// <summary>Whether the delivery cannot be checked because the scheme signs the URL, and none was given.</summary>
    public static bool LacksUrl(VerifyCase presented, Verdict verdict) =>
        verdict.Reason == RejectionReason.SignatureMissing && presented.Url is null && presented.Headers.Count > 0
            && presented.At("https://example.com/").Judge().Reason != RejectionReason.SignatureMissing;

    // The most likely causes first. The first match ends the search.
    private static string? First(params IEnumerable<string>[] findings) => findings.SelectMany(some => some).FirstOrDefault();

    private static IEnumerable<string> Compressed(VerifyCase presented) => ContentEncoding.Undeclared(presented) is not { } decoded ? []
        : decoded.Judge().IsGenuine
            ? ["The body is gzip, and verifies when it is decoded. Pass the header that came with it: --header \"Content-Encoding: gzip\""]
        : ["The body is gzip. Pass the header that came with it: --header \"Content-Encoding: gzip\""];

    private static IEnumerable<string> Bodies(VerifyCase presented) => BodyVariants.Of(presented.Body)
        .Where(variant => (presented with { Body = variant.Body }).Judge().IsGenuine)
        .Select(variant =>
            $"It verifies when {variant.When}: something changed the body on the way. Keep the raw bytes, before any parsing, proxy or "
            + "editor.");

    private static IEnumerable<string> Secrets(VerifyCase presented) => SecretVariants.Of(presented.Secret)
        .Where(variant => (presented with { Secret = variant.Secret }).Judge().IsGenuine)
        .Select(variant => $"It verifies when {variant.When}. Correct the secret where it is configured.");

    private static IEnumerable<string> Signatures(VerifyCase presented) =>
        from header in presented.Headers
        from variant in SignatureVariants.Of(header.Value)
        let changed =
            presented with
            {
                Headers = [.. presented.Headers.Select(one =>
            one.Key == header.Key && one.Value == header.Value ? KeyValuePair.Create(header.Key, variant.Text) : one)]
            }
        where changed.Judge().IsGenuine
        select $"It verifies when {variant.When.Replace("it", $"header '{header.Key}'", StringComparison.Ordinal)}: the signature is "
            + "right, its form is not what the scheme prescribes.";

    private static IEnumerable<string> Keys(VerifyCase presented) => KeyProbe.Of(presented) is { } found ? [found] : [];

    private static IEnumerable<string> Missing(VerifyCase presented) => presented.Sign() is { Headers: [{ Key: var name }, ..] }
        ? [$"No header was given. Pass the one that came with the delivery: --header \"{name}: ...\""]
        : [];

    private static IEnumerable<string> Urls(VerifyCase presented) => (presented.Url is null ? [] : UrlVariants.Of(presented.Url))
        .Where(variant => presented.At(variant).Judge().IsGenuine)
        .Select(variant =>
            $"It verifies when the URL is {variant}: the provider signs the one that it was given. Set it as the source's Scheme__Url.");

    private static IEnumerable<string> Schemes(VerifyCase presented) => SchemeVariants.Of(presented)
        .Where(variant => variant.Case.Judge().IsGenuine)
        .Select(variant =>
            $"It verifies when the scheme says {variant.What}. Compare the sender's settings, and set it in the source's Scheme if it is "
            + "so.");

    // The timestamp can be in any header, alone or in a list; the one that makes the delivery genuine is the signed one.
    private static IEnumerable<string> Times(VerifyCase presented) =>
        from header in presented.Headers
        from found in header.Value.Split(',', ';', '=', ' ').Where(word => word.Length is >= 9 and <= 13 && word.All(char.IsAsciiDigit))
        let number = long.Parse(found, CultureInfo.InvariantCulture)
        let time = DateTimeOffset.FromUnixTimeSeconds(Math.Min(number > 100_000_000_000 ? number / 1000 : number, 99_999_999_999))
        where (presented with { ReceivedAt = time }).Judge().IsGenuine
        select time > presented.ReceivedAt
            ? "The signature is right. The receiver's clock is behind, or the sender's is ahead: set it. It verifies with --at "
                + $"{time:yyyy-MM-ddTHH:mm:ssZ}."
            : $"The signature is right; only its time has passed. It verifies with --at {time:yyyy-MM-ddTHH:mm:ssZ}.";
}
