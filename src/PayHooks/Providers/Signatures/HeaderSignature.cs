using System.Buffers;
using System.Globalization;
using System.Text;

namespace PayHooks.Providers;

/// <summary>
/// The scheme of most providers: an HMAC over the raw body in a header, sometimes with a signed time before the body.
/// </summary>
internal sealed class HeaderSignature(IReadOnlyList<Secret> configured)
{
    private readonly SecretSet secrets = new(configured);

    /// <summary>The header that holds the signature.</summary>
    public required string Header { get; init; }

    public MacAlgorithm Algorithm { get; init; } = MacAlgorithm.Sha256;

    public SignatureEncoding Encoding { get; init; }

    /// <summary>The text before the signature.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Whether the signature is refused without the prefix.</summary>
    public bool PrefixRequired { get; init; } = true;

    /// <summary>The header with the signed time; the content is then <c>time.body</c>. Null when no time is signed.</summary>
    public string? TimestampHeader { get; init; }

    /// <summary>How far the signed time may be from ours, either way.</summary>
    public TimeSpan Tolerance { get; init; }

    public Verdict Verify(Delivery delivery)
    {
        if (secrets.IsEmpty(out var refusal)
            || !SingleHeader.TryRead(delivery, Header, RefusalReason.SignatureMissing, out var text, out refusal))
        {
            return refusal;
        }

        Span<byte> signature = stackalloc byte[Mac.MaxBytes];
        signature = signature[..Mac.Bytes(Algorithm)];
        var digits = text.AsSpan();
        var prefixed = Prefix.Length > 0 && digits.StartsWith(Prefix, StringComparison.Ordinal);
        digits = prefixed ? digits[Prefix.Length..] : digits;
        if (PrefixRequired && Prefix.Length > 0 && !prefixed)
        {
            return Verdict.Refused(RefusalReason.SignatureMalformed, $"header '{Header}' does not begin with the prefix '{Prefix}'");
        }

        if (!SignatureText.TryDecode(Encoding, digits, signature))
        {
            return Verdict.Refused(
                RefusalReason.SignatureMalformed, $"header '{Header}': {SignatureText.Mismatch(Encoding, signature.Length, digits)}");
        }

        return TimestampHeader is null
            ? Match(delivery.Body.Span, signature, delivery.Body.Length)
            : VerifyWithTime(delivery, TimestampHeader, signature);
    }

    /// <summary>The headers that make a body genuine.</summary>
    public SignedBody Sign(ReadOnlyMemory<byte> body, Secret secret, DateTimeOffset now)
    {
        Span<byte> signature = stackalloc byte[Mac.MaxBytes];
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var content = TimestampHeader is null ? body.Span : [.. System.Text.Encoding.ASCII.GetBytes(time), (byte)'.', .. body.Span];
        var length = Mac.Compute(Algorithm, secret.Utf8, content, signature);
        var value = (PrefixRequired ? Prefix : "") + SignatureText.Encode(Encoding, signature[..length]);
        var signed = KeyValuePair.Create(Header, value);
        return new SignedBody(body, TimestampHeader is null ? [signed] : [signed, KeyValuePair.Create(TimestampHeader, time)]);
    }

    private Verdict VerifyWithTime(Delivery delivery, string header, ReadOnlySpan<byte> signature)
    {
        if (!SingleHeader.TryRead(delivery, header, RefusalReason.TimestampMissing, out var text, out var refusal))
        {
            return refusal;
        }

        if (!Ascii.IsValid(text) || ProviderTime.Parse(text) is not { } time)
        {
            return Verdict.Refused(
                RefusalReason.TimestampMissing, $"header '{header}' is neither Unix seconds, nor milliseconds, nor an RFC 3339 time");
        }

        var body = delivery.Body.Span;
        var length = text.Length + 1 + body.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            System.Text.Encoding.ASCII.GetBytes(text, rented);
            rented[text.Length] = (byte)'.';
            body.CopyTo(rented.AsSpan(text.Length + 1));
            var verdict = Match(rented.AsSpan(0, length), signature, body.Length);
            var distance = (delivery.ReceivedAt - time).Duration();
            return !verdict.IsGenuine || distance <= Tolerance
                ? verdict
                : Verdict.Refused(
                    RefusalReason.TimestampStale,
                    $"the signed time is {distance:d\\.hh\\:mm\\:ss} away from the time of receipt; {Tolerance:d\\.hh\\:mm\\:ss} is allowed");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private Verdict Match(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature, int bodyBytes)
    {
        var index = secrets.Match(new SignatureAlgorithm(Mac.Name(Algorithm), SignatureKind.Hmac, Algorithm), content, signature);
        if (index >= 0)
        {
            return Verdict.Genuine(Verification.Signature, index);
        }

        var time = TimestampHeader is null ? "" : $"the time of header '{TimestampHeader}', a dot and ";
        return secrets.NoMatch($"{Mac.Name(Algorithm)} over {time}the {bodyBytes} raw body bytes");
    }
}
