using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Creates signatures as one alternative of a scheme has them; the counterpart of <see cref="SignatureVerifier"/>.</summary>
internal sealed class SignatureCreator
{
    private const int RoomBesideBody = 256;

    private readonly SigningDescription description;
    private readonly SignatureExtractor extractor;
    private readonly SigningPayload content;
    private readonly TimestampValidator? time;

    public SignatureCreator(SigningDescription description, JsonPaths? paths, string? url)
    {
        this.description = description;
        extractor = new SignatureExtractor(description, paths);
        content = new SigningPayload(description, paths, url);
        time = description.Timestamp is { } timestamp ? new TimestampValidator(timestamp, paths) : null;
    }

    /// <summary>Drafts a delivery with the signed headers but without a signature.</summary>
    public (Delivery Delivery, List<KeyValuePair<string, string>> Headers) Draft(ReadOnlyMemory<byte> body, DateTimeOffset now, string? url)
    {
        var headers = HeadersOf(body, now);
        return (new Delivery
        {
            Body = body,
            ReceivedAt = now,
            Url = url is null ? null : () => url,
            Header = name =>
                headers.Find(one => string.Equals(one.Key, name, StringComparison.OrdinalIgnoreCase)) is { Key: not null } found
                ? found.Value
                : StringValues.Empty,
        }, headers);
    }

    /// <summary>Signs a delivery and returns the signature's header; if the signature is in the body, only the value is used.</summary>
    /// <exception cref="FormatException">The body or the secret does not fit the scheme.</exception>
    public KeyValuePair<string, string> Sign(scoped in VerificationContext received, Secret secret, DateTimeOffset now)
    {
        if (description.Algorithm.Kind == SignatureKind.Basic)
        {
            return BasicCredentials.Header(secret);
        }

        var key = description.Key.Read(secret, out var problem) ?? throw new FormatException($"the secret {problem}");
        return KeyValuePair.Create(extractor.Header, Compute(received, key, now));
    }

    private string Compute(scoped in VerificationContext received, byte[] key, DateTimeOffset now)
    {
        var written = time?.Write(now) ?? "";
        Span<char> text = stackalloc char[TimestampValidator.Longest];
        var length = 0;
        if (time is not null && !time.TryRead(received, written, text, out length, out _, out var refusal))
        {
            throw new FormatException(refusal.Detail);
        }

        if (!description.Algorithm.Signs)
        {
            return extractor.Write(key, written);
        }

        var signed = new PooledBufferWriter(received.Body.Length + RoomBesideBody);
        try
        {
            if (!content.TryWrite(received, text[..length], key, ref signed, out refusal))
            {
                throw new FormatException(refusal.Detail);
            }

            Span<byte> signature = stackalloc byte[Mac.MaxBytes];
            return extractor.Write(signature[..description.Algorithm.Compute(key, signed.Text, signature)], written);
        }
        finally
        {
            signed.Dispose();
        }
    }

    // The id is derived from the body, so that a repeated delivery has the same id.
    private List<KeyValuePair<string, string>> HeadersOf(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        List<KeyValuePair<string, string>> headers = [];
        var id = string.Create(CultureInfo.InvariantCulture, $"msg_{Convert.ToHexStringLower(SHA256.HashData(body.Span))[..24]}");
        if (description.IdHeaders is [var idHeader, ..])
        {
            headers.Add(KeyValuePair.Create(idHeader, id));
        }

        if (time?.Headers is [var timeHeader, ..])
        {
            headers.Add(KeyValuePair.Create(timeHeader, time.Write(now)));
        }

        foreach (var part in description.Content?.Parts ?? [])
        {
            if (part.Token == TemplateToken.Header
                && !headers.Exists(one => string.Equals(one.Key, part.Name, StringComparison.OrdinalIgnoreCase)))
            {
                headers.Add(KeyValuePair.Create(part.Name, id));
            }
        }

        return headers;
    }
}
