using System.Text;
using PayHooks.Verification;

namespace PayHooks.Cli.Sending;

/// <summary>Alters one character of the signed data, as a man-in-the-middle attacker would.</summary>
internal static class Tampering
{
    /// <summary>
    /// Returns the delivery with one digit of its body changed; for schemes that do not sign the body, with a changed
    /// credential. Null when the provider would accept any change.
    /// </summary>
    public static SignedBody? Alter(SignedBody genuine, IWebhookProvider provider, DateTimeOffset now, string? url = null)
    {
        var body = genuine.Body.ToArray();
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] is < (byte)'0' or > (byte)'9')
            {
                continue;
            }

            var digit = body[i];
            body[i] = (byte)(digit == '9' ? '8' : digit + 1);
            if (IsMismatch(genuine with { Body = body }, provider, now, url))
            {
                return genuine with { Body = body };
            }

            body[i] = digit;
        }

        var spoilt = genuine with { Headers = [.. genuine.Headers.Select(header => KeyValuePair.Create(header.Key, Spoil(header.Value)))] };
        return IsMismatch(spoilt, provider, now, url) ? spoilt : null;
    }

    /// <summary>Returns a signed body as the receiver sees it.</summary>
    public static Delivery Arrived(SignedBody signed, DateTimeOffset now, string? url = null) => new()
    {
        Header = name =>
            signed.Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value
            ?? default(Microsoft.Extensions.Primitives.StringValues),
        Body = signed.Body,
        Url = url is null ? null : () => url,
        ReceivedAt = now,
    };

    private static bool IsMismatch(SignedBody signed, IWebhookProvider provider, DateTimeOffset now, string? url) =>
        provider.Verify(Arrived(signed, now, url)).Reason == RejectionReason.SignatureMismatch;

    // "Basic dXNlcjpwYXNz": another password, still well-formed. A token has no format.
    private static string Spoil(string value)
    {
        const string Scheme = "Basic ";
        return value.StartsWith(Scheme, StringComparison.Ordinal)
            ? Scheme + Convert.ToBase64String([.. Convert.FromBase64String(value[Scheme.Length..]), .. Encoding.ASCII.GetBytes("x")])
            : value + "x";
    }
}
