using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PayHooks.Verification;

namespace PayHooks.Benchmarks.Micro;

/// <summary>
/// What a team would write by hand for the two most usual schemes, with the care that a door needs: a hexadecimal HMAC-SHA256 of the
/// body in a header, and Stripe's list with a signed time. It is what a description is measured against.
/// </summary>
internal sealed class HandWrittenSignature(byte[] key)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>The signature alone in the header.</summary>
    public Verdict VerifyPlain(Delivery delivery)
    {
        var values = delivery.Header("X-Signature");
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (values.Count != 1 || !TryDecode(values[0], signature))
        {
            return Verdict.Refused(RejectionReason.SignatureMalformed, "header 'X-Signature' is not an HMAC-SHA256 in hexadecimal");
        }

        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, delivery.Body.Span, computed);
        return Decide(CryptographicOperations.FixedTimeEquals(computed, signature));
    }

    /// <summary>A list with a time and a signature: <c>t=…,v1=…</c>.</summary>
    public Verdict VerifyList(Delivery delivery)
    {
        var values = delivery.Header("X-Signature");
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        ReadOnlySpan<char> text = values.Count == 1 ? values[0] : "";
        ReadOnlySpan<char> time = default;
        var isThere = false;
        foreach (var range in text.Split(','))
        {
            var entry = text[range];
            if (entry.StartsWith("t="))
            {
                time = entry[2..];
            }
            else if (entry.StartsWith("v1="))
            {
                isThere = TryDecode(entry[3..], signature);
            }
        }

        if (!isThere || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 99_999_999_999)
        {
            return Verdict.Refused(RejectionReason.SignatureMalformed, "header 'X-Signature' is not a list with a time and a signature");
        }

        var content = ArrayPool<byte>.Shared.Rent(time.Length + 1 + delivery.Body.Length);
        Encoding.ASCII.GetBytes(time, content);
        content[time.Length] = (byte)'.';
        delivery.Body.Span.CopyTo(content.AsSpan(time.Length + 1));
        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, content.AsSpan(0, time.Length + 1 + delivery.Body.Length), computed);
        ArrayPool<byte>.Shared.Return(content);
        var isNear = (delivery.ReceivedAt - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() <= Tolerance;
        return Decide(CryptographicOperations.FixedTimeEquals(computed, signature) && isNear);
    }

    private static bool TryDecode(ReadOnlySpan<char> text, Span<byte> signature) =>
        text.Length == signature.Length * 2 && Convert.FromHexString(text, signature, out _, out _) == OperationStatus.Done;

    private static Verdict Decide(bool isGenuine) => isGenuine
        ? Verdict.Genuine(VerificationLevel.Signature, 0)
        : Verdict.Refused(RejectionReason.SignatureMismatch, "the signature does not match");
}
