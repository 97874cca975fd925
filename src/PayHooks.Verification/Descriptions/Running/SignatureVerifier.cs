using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>One signing alternative, prepared for use: the signature's location, the signed content and the keys.</summary>
internal sealed class SignatureVerifier
{
    private const int RoomBesideBody = 256;

    private readonly SigningDescription description;
    private readonly SecretSet secrets;
    private readonly BasicCredentials? credentials;
    private readonly SignatureExtractor extractor;
    private readonly SigningPayload content;
    private readonly SignedForms forms;
    private readonly TimestampValidator? time;

    public SignatureVerifier(SigningDescription description, IReadOnlyList<Secret> configured, JsonPaths? paths, string? url)
    {
        this.description = description;
        secrets = new SecretSet(configured, description.Key);
        credentials = description.Algorithm.Kind == SignatureKind.Basic ? new BasicCredentials(configured) : null;
        extractor = new SignatureExtractor(description, paths);
        content = new SigningPayload(description, paths, url);
        forms = new SignedForms(description, paths);
        time = description.Timestamp is { } timestamp ? new TimestampValidator(timestamp, paths) : null;
        ReadsBody = description.VerifiedPaths.Any();
    }

    /// <summary>Whether the signature is in the body.</summary>
    public bool IsInBody => extractor.Slot >= 0;

    /// <summary>Whether the location of this alternative's signature has a value.</summary>
    public bool IsIn(scoped in VerificationContext received) => extractor.IsIn(received);

    /// <summary>Verifies a delivery.</summary>
    public Verdict Verify(scoped in VerificationContext received)
    {
        if (credentials is not null)
        {
            return credentials.Verify(received.Delivery);
        }

        if (secrets.IsEmpty(out var refusal))
        {
            return refusal;
        }

        if (IsInBody)
        {
            return VerifyInBody(received);
        }

        return extractor.TryReadHeader(received, out var text, out refusal) ? Verify(received, text) : refusal;
    }

    /// <summary>Returns the rejection of a delivery whose header is enough to reject it, otherwise null.</summary>
    public Verdict? RejectByHeaders(scoped in VerificationContext received)
    {
        if (credentials is not null)
        {
            return credentials.Verify(received.Delivery) is { IsGenuine: false } rejection ? rejection : null;
        }

        if (secrets.IsEmpty(out var refusal) || !extractor.TryReadHeader(received, out var text, out refusal))
        {
            return refusal;
        }

        Span<byte> signatures = stackalloc byte[extractor.Room];
        return extractor.Read(text, signatures, out _, out refusal) == 0 ? refusal : null;
    }

    /// <summary>Whether verification looks up values in the body.</summary>
    public bool ReadsBody { get; }

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
        if (credentials is not null)
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

    private Verdict VerifyInBody(scoped in VerificationContext received)
    {
        Span<char> text = stackalloc char[SignatureExtractor.LongestInBody];
        return extractor.TryReadBody(received, text, out var length, out var refusal) ? Verify(received, text[..length]) : refusal;
    }

    private Verdict Verify(scoped in VerificationContext received, ReadOnlySpan<char> text)
    {
        Span<byte> signatures = stackalloc byte[extractor.Room];
        var length = extractor.Read(text, signatures, out var timeInList, out var refusal);
        if (length == 0)
        {
            return refusal;
        }

        signatures = signatures[..length];
        if (!forms.Fit(received, out refusal))
        {
            return refusal;
        }

        if (time is null)
        {
            return Match(received, default, signatures);
        }

        Span<char> timeText = stackalloc char[TimestampValidator.Longest];
        if (!time.TryRead(received, timeInList, timeText, out var timeLength, out var signedAt, out refusal))
        {
            return refusal;
        }

        var verdict = Match(received, timeText[..timeLength], signatures);
        return verdict.IsGenuine && !time.IsNear(signedAt, received.Delivery.ReceivedAt, out refusal) ? refusal : verdict;
    }

    private Verdict Match(scoped in VerificationContext received, ReadOnlySpan<char> timeText, ReadOnlySpan<byte> signatures)
    {
        var index = -1;
        if (content.IsBody)
        {
            index = secrets.Match(description.Algorithm, received.Body, signatures);
        }
        else if (!TryMatchWritten(received, timeText, signatures, out index, out var refusal))
        {
            return refusal;
        }

        return index >= 0
            ? Verdict.Genuine(description.Verification, index)
            : secrets.NoMatch(description.Algorithm.Signs
                ? $"{description.Algorithm.Name} over {content.Name(received.Body.Length)}"
                : $"the token in {extractor.Where}");
    }

    private bool TryMatchWritten(scoped in VerificationContext received, ReadOnlySpan<char> timeText, ReadOnlySpan<byte> signatures,
        out int index, out Verdict refusal)
    {
        index = -1;
        var text = new PooledBufferWriter(received.Body.Length + RoomBesideBody);
        try
        {
            if (!content.HasSecret)
            {
                if (!content.TryWrite(received, timeText, default, ref text, out refusal))
                {
                    return false;
                }

                index = secrets.Match(description.Algorithm, text.Text, signatures);
                return true;
            }

            foreach (var secret in secrets.Usable)
            {
                text.Clear();
                if (!content.TryWrite(received, timeText, secret.Bytes, ref text, out refusal))
                {
                    return false;
                }

                if (SecretSet.Matches(secret, description.Algorithm, text.Text, signatures) & (index < 0))
                {
                    index = secret.Index;
                }
            }

            refusal = default;
            return true;
        }
        finally
        {
            text.Dispose();
        }
    }
}
