using PayHooks.Verification.Api;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>A provider whose scheme is described in JSON instead of code.</summary>
internal sealed class DeclarativeProvider : IWebhookProvider
{
    private readonly SchemeDescription scheme;
    private readonly SourceSettings source;
    private readonly SignatureVerifier[] signings;
    private readonly JsonPaths? paths;
    private readonly JsonNameRule names;
    private readonly BatchPath? batch;
    private readonly SchemeSigner signer;
    private readonly EventExtractor facts;
    private readonly PingMatcher? ping;

    public DeclarativeProvider(SchemeDescription scheme, SourceSettings source)
    {
        this.scheme = scheme;
        this.source = source;
        var secrets = source.Secrets;
        var verified = scheme.VerifiedPaths.Distinct().ToArray();
        paths = verified.Length > 0 ? new JsonPaths(verified) : null;

        // If fields are signed, a duplicate name would be ambiguous; a signed body has only one meaning.
        names = !scheme.Signings.Any(signing => signing.VerifiedPaths.Any() && signing.Content?.Has(TemplateToken.Body) != true)
            ? JsonNameRule.LastCounts
            : scheme.Body == BodyForm.Form ? JsonNameRule.LookedUpOnce
            : JsonNameRule.NoneTwice;
        signings = [.. scheme.Signings.Select(signing => new SignatureVerifier(signing, secrets, paths, scheme.Url))];
        batch = scheme.Items is { } items ? new BatchPath(items) : null;
        signer = new SchemeSigner(scheme, signings[0], paths, names, batch);
        facts = new EventExtractor(scheme, SchemeSecrets.ModeOf(scheme, secrets));
        UnusableSecrets = SchemeSecrets.FindUnusable(scheme, secrets);
        Produces = [.. TypeMap.Yields(scheme.Event.Types, scheme.Event.Objects.Count > 0)
            .Select(type => new ProducedType(type, scheme.BestVerification))];
        ping = scheme.Ping is { } described ? new PingMatcher(described, scheme.Body) : null;
    }

    /// <summary>The secrets that cannot be keys of this scheme, by index, with the reason.</summary>
    public IReadOnlyList<(int Index, string Message)> UnusableSecrets { get; }

    /// <summary>Warnings about the description.</summary>
    public IReadOnlyList<(SchemePath Member, string Message, string Fix)> Warnings => scheme.Warnings;

    /// <inheritdoc/>
    public IReadOnlyList<ProducedType> Produces { get; }

    /// <inheritdoc/>
    public PaymentRules Payments => scheme.Event.Payments.Rules;

    /// <inheritdoc/>
    public IReadOnlyList<string> RetainedHeaders => facts.Headers;

    /// <inheritdoc/>
    public string? SuccessBody => scheme.Answer ?? "";

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>>? ChallengeHeaders =>
        scheme.Signings.Any(signing => signing.Algorithm.Kind == SignatureKind.Basic) ? BasicCredentials.Challenge : [];

    /// <inheritdoc/>
    public Verdict Verify(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var verdict = VerifySigned(delivery);
        return !verdict.IsGenuine && ping?.Matches(delivery, verdict.Reason) == true ? Verdict.Ping : verdict;
    }

    /// <inheritdoc/>
    public Verdict? RejectByHeaders(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);

        // Only the body tells whether it is a test call, or where the signature is.
        if (ping is not null || Array.Exists(signings, signing => signing.IsInBody))
        {
            return null;
        }

        var received = new VerificationContext { Delivery = delivery };
        return Chosen(received).RejectByHeaders(received);
    }

    private Verdict VerifySigned(Delivery delivery)
    {
        if (paths is null)
        {
            return Decide(new VerificationContext { Delivery = delivery, Body = delivery.Body.Span }, JsonShape.Object);
        }

        var json = EventPayload.WithoutBom(delivery.Body).Span;
        return scheme.Body == BodyForm.Form ? VerifyForm(delivery)
            : batch is not null && signings[0].IsInBody ? VerifyItems(delivery, json)
            : VerifyJson(delivery, json);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body)
    {
        if (batch is null)
        {
            return [];
        }

        var json = EventPayload.WithoutBom(body);
        var items = default(BatchItems);
        try
        {
            // A body that is not entirely a batch is one event: an item left out would be lost.
            if (!batch.TryFind(json.Span, ref items))
            {
                return [];
            }

            var events = new ReadOnlyMemory<byte>[items.Count];
            for (var i = 0; i < events.Length; i++)
            {
                events[i] = json.Slice(items[i].Start, items[i].Length);
            }

            return events;
        }
        finally
        {
            items.Dispose();
        }
    }

    /// <inheritdoc/>
    public EventFacts Read(ReadOnlyMemory<byte> body, Func<string, string?>? header = null) => facts.Read(body, header);

    /// <inheritdoc/>
    public string? Challenge(Func<string, string?> query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return scheme.Challenge is { } challenge && query(challenge.Query) is not null
            ? string.Concat(challenge.Answer.Parts.Select(part => part.Token == TemplateToken.Query ? query(part.Name) : part.Name))
            : null;
    }

    /// <inheritdoc/>
    public Uri? DashboardOf(string paymentId, bool? livemode) => scheme.Dashboard?.Of(paymentId, livemode);

    /// <inheritdoc/>
    public ApiSettingsForm? ApiForm => scheme.Api?.Form;

    /// <inheritdoc/>
    public IProviderApi? CreateApi(HttpMessageInvoker http) => scheme.Api is not { } api || source.Api is null ? null
        : new DescribedApi(api, source, http)
        {
            Endpoints = api.Endpoints is { } endpoints ? new DescribedEndpoints(endpoints, scheme, source, http) : null,
        };

    /// <inheritdoc/>
    public SignedBody Sign(ReadOnlyMemory<byte> body, Secret secret, DateTimeOffset now, string? url = null)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return signer.Sign(body, secret, now, url);
    }

    private Verdict Decide(scoped in VerificationContext received, JsonShape shape)
    {
        var chosen = Chosen(received);
        return shape == JsonShape.Object || !chosen.ReadsBody ? chosen.Verify(received)
            : shape == JsonShape.DuplicateNames
                ? Verdict.Refused(RejectionReason.DuplicateKeys, "a name occurs twice in an object whose fields are signed")
            : Verdict.Refused(RejectionReason.BodyUnreadable, "the body is not a JSON object, and the scheme looks up fields in it");
    }

    private SignatureVerifier Chosen(scoped in VerificationContext received)
    {
        foreach (var signing in signings)
        {
            if (signing.IsIn(received))
            {
                return signing;
            }
        }

        return signings[0];
    }

    private Verdict VerifyJson(Delivery delivery, ReadOnlySpan<byte> json)
    {
        Span<JsonToken> tokens = stackalloc JsonToken[paths!.Count];
        var shape = paths.Find(json, tokens, names);
        return Decide(new VerificationContext { Delivery = delivery, Body = delivery.Body.Span, Json = json, Tokens = tokens }, shape);
    }

    private Verdict VerifyForm(Delivery delivery)
    {
        var json = new PooledBufferWriter(delivery.Body.Length * 2);
        try
        {
            FormBody.WriteJson(delivery.Body.Span, ref json);
            return VerifyJson(delivery, json.Text);
        }
        finally
        {
            json.Dispose();
        }
    }

    // Every item has its own signature; a single forged item rejects the whole delivery.
    private Verdict VerifyItems(Delivery delivery, ReadOnlySpan<byte> json)
    {
        var items = default(BatchItems);
        try
        {
            if (!batch!.TryFind(json, ref items))
            {
                // A single item without its batch, as providers' libraries print it; its signed content is the same.
                return IsSigned(delivery, json) ? VerifyJson(delivery, json)
                    : Verdict.Refused(RejectionReason.BodyUnreadable, $"the body is not a batch with objects at '{batch.Text}'");
            }

            if (items.Count == 0)
            {
                return Verdict.Refused(RejectionReason.SignatureMissing, $"the list at '{batch.Text}' is empty, so nothing is signed");
            }

            var verdict = default(Verdict);
            for (var i = 0; i < items.Count; i++)
            {
                var one = VerifyJson(delivery, json.Slice(items[i].Start, items[i].Length));
                if (!one.IsGenuine)
                {
                    return items.Count == 1 ? one : Verdict.Refused(one.Reason, $"item {i + 1} of {items.Count}: {one.Detail}");
                }

                verdict = one;
            }

            return verdict;
        }
        finally
        {
            items.Dispose();
        }
    }

    private bool IsSigned(Delivery delivery, ReadOnlySpan<byte> json)
    {
        Span<JsonToken> tokens = stackalloc JsonToken[paths!.Count];
        return paths.Find(json, tokens, names) == JsonShape.Object
            && signings[0].IsIn(new VerificationContext { Delivery = delivery, Body = delivery.Body.Span, Json = json, Tokens = tokens });
    }
}
