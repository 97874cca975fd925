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
    private readonly SchemeVerifier verifier;
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
        var paths = verified.Length > 0 ? new JsonPaths(verified) : null;

        // If fields are signed, a duplicate name would be ambiguous; a signed body has only one meaning.
        var names = !scheme.Signings.Any(signing => signing.VerifiedPaths.Any() && signing.Content?.Has(TemplateToken.Body) != true)
            ? JsonNameRule.LastCounts
            : scheme.Body == BodyForm.Form ? JsonNameRule.LookedUpOnce
            : JsonNameRule.NoneTwice;
        SignatureVerifier[] signings = [.. scheme.Signings.Select(one => new SignatureVerifier(one, secrets, paths, scheme.Url))];
        batch = scheme.Items is { } items ? new BatchPath(items) : null;
        verifier = new SchemeVerifier(scheme.Body, signings, paths, names, batch);
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
        var verdict = verifier.Verify(delivery);
        return !verdict.IsGenuine && ping?.Matches(delivery, verdict.Reason) == true ? Verdict.Ping : verdict;
    }

    /// <inheritdoc/>
    public Verdict? RejectByHeaders(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);

        // Only the body says whether it is a test call.
        return ping is null ? verifier.RejectByHeaders(delivery) : null;
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
}
