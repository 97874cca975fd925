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

    /// <summary>Whether an object of the body, such as an item of a batch, has a value where this alternative's signature is.</summary>
    public bool IsIn(Delivery delivery, ReadOnlySpan<byte> json, JsonPaths paths, JsonNameRule names)
    {
        Span<JsonToken> tokens = stackalloc JsonToken[paths.Count];
        return paths.Find(json, tokens, names) == JsonShape.Object
            && IsIn(new VerificationContext { Delivery = delivery, Body = delivery.Body.Span, Json = json, Tokens = tokens });
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
