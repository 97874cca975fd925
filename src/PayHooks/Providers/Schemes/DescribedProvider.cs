namespace PayHooks.Providers;

/// <summary>A provider whose scheme is described by JSON, not by code.</summary>
internal sealed class DescribedProvider : IWebhookProvider
{
    private readonly SchemeDescription scheme;
    private readonly SigningPlan[] signings;
    private readonly JsonPaths? paths;
    private readonly JsonNameRule names;
    private readonly BatchPath? batch;
    private readonly JsonField? field;
    private readonly FactPlan facts;

    public DescribedProvider(SchemeDescription scheme, IReadOnlyList<Secret> secrets)
    {
        this.scheme = scheme;
        var verified = VerifiedPaths(scheme).Distinct().ToArray();
        paths = verified.Length > 0 ? new JsonPaths(verified) : null;

        // A name that is there twice may be read in two ways where fields are signed; a signed body is one text, however it is read.
        names = !scheme.Signings.Any(signing => VerifiedPaths(signing).Any() && signing.Content?.Has(TemplateToken.Body) != true) ? JsonNameRule.LastCounts
            : scheme.Body == BodyForm.Form ? JsonNameRule.LookedUpOnce
            : JsonNameRule.NoneTwice;
        signings = [.. scheme.Signings.Select(signing => new SigningPlan(signing, secrets, paths, scheme.Url))];
        batch = scheme.Items is { } items ? new BatchPath(items) : null;
        field = scheme is { Body: BodyForm.Json, Signings: [{ Location.Path: { } path }, ..] } ? new JsonField(path) : null;
        facts = new FactPlan(scheme);
        SecretFaults = [.. FaultsOf(scheme, secrets)];
    }

    /// <summary>Secrets that are no keys of this scheme, by their index.</summary>
    public IReadOnlyList<(int Index, string What)> SecretFaults { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> KeptHeaders => facts.Headers;

    /// <inheritdoc/>
    public string? SuccessBody => scheme.Answer ?? "";

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, string>>? ChallengeHeaders =>
        scheme.Signings.Any(signing => signing.Algorithm.Kind == SignatureKind.Basic) ? BasicCredentials.Challenge : [];

    /// <summary>The places of the body that verifying needs.</summary>
    public static IEnumerable<JsonPath> VerifiedPaths(SchemeDescription scheme) => scheme.Signings.SelectMany(VerifiedPaths);

    /// <summary>The places of the body that one way to sign needs.</summary>
    public static IEnumerable<JsonPath> VerifiedPaths(SigningDescription signing) =>
    [
        .. new[] { signing.Location.Path, signing.Timestamp?.Path }.OfType<JsonPath>(),
        .. (signing.Content?.Parts ?? []).Select(part => part.Path).OfType<JsonPath>(),
        .. (signing.Fields?.Names ?? []).Select(one => one.Path),
    ];

    /// <inheritdoc/>
    public Verdict Verify(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (paths is null)
        {
            return Decide(new Received { Delivery = delivery, Body = delivery.Body.Span }, JsonShape.Object);
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
            // What is no batch as a whole is kept whole: an item that was left out would be lost.
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
    public SignedBody Sign(ReadOnlyMemory<byte> body, Secret secret, DateTimeOffset now, string? url = null)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var (delivery, headers) = signings[0].Draft(body, now, url);
        if (scheme.Body == BodyForm.Form)
        {
            return SignForm(delivery, headers, secret, now);
        }

        var json = EventPayload.WithoutBom(body).Span;
        if (batch is null || field is null)
        {
            var signature = SignJson(delivery, json, secret, now);
            return field is null
                ? new SignedBody(body, [.. headers, signature])
                : new SignedBody((byte[])[.. body.Span[..^json.Length], .. field.Put(json, signature.Value)], headers, signature);
        }

        return SignItems(delivery, headers, secret, now);
    }

    private static IEnumerable<(int Index, string What)> FaultsOf(SchemeDescription scheme, IReadOnlyList<Secret> secrets)
    {
        foreach (var secret in secrets.Where(secret => secret.IsUsable))
        {
            var fault = "";
            if (scheme.Signings.All(signing => signing.Key.Read(secret, out fault) is null))
            {
                yield return (secret.Index, fault);
            }
        }
    }

    private Verdict Decide(scoped in Received received, JsonShape shape)
    {
        var chosen = signings[0];
        foreach (var signing in signings)
        {
            if (signing.IsIn(received))
            {
                chosen = signing;
                break;
            }
        }

        return shape == JsonShape.Object || !chosen.ReadsBody ? chosen.Verify(received)
            : shape == JsonShape.DuplicateNames ? Verdict.Refused(RefusalReason.DuplicateKeys, "a name is there twice in an object whose fields are signed")
            : Verdict.Refused(RefusalReason.BodyUnreadable, "the body is no JSON object, and the scheme looks up fields in it");
    }

    private Verdict VerifyJson(Delivery delivery, ReadOnlySpan<byte> json)
    {
        Span<JsonToken> tokens = stackalloc JsonToken[paths!.Count];
        var shape = paths.Find(json, tokens, names);
        return Decide(new Received { Delivery = delivery, Body = delivery.Body.Span, Json = json, Tokens = tokens }, shape);
    }

    private Verdict VerifyForm(Delivery delivery)
    {
        var json = new PooledText(delivery.Body.Length * 2);
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

    // Every item has a signature of its own; one that is forged makes the whole delivery a forgery.
    private Verdict VerifyItems(Delivery delivery, ReadOnlySpan<byte> json)
    {
        var items = default(BatchItems);
        try
        {
            if (!batch!.TryFind(json, ref items))
            {
                // One item without its batch, as providers' libraries print them; what is signed of it is the same.
                return IsSigned(delivery, json) ? VerifyJson(delivery, json) : Verdict.Refused(RefusalReason.BodyUnreadable, $"the body is no batch with objects at '{batch.Text}'");
            }

            if (items.Count == 0)
            {
                return Verdict.Refused(RefusalReason.SignatureMissing, $"the list at '{batch.Text}' is empty: there is nothing that is signed");
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
            && signings[0].IsIn(new Received { Delivery = delivery, Body = delivery.Body.Span, Json = json, Tokens = tokens });
    }

    private KeyValuePair<string, string> SignJson(Delivery delivery, ReadOnlySpan<byte> json, Secret secret, DateTimeOffset now)
    {
        var tokens = new JsonToken[paths?.Count ?? 0];
        var shape = signings[0].ReadsBody ? paths!.Find(json, tokens, names) : JsonShape.Object;
        return shape switch
        {
            JsonShape.DuplicateNames => throw new FormatException("a name is there twice in an object whose fields are signed"),
            JsonShape.NotObject => throw new FormatException("the body is no JSON object"),
            _ => signings[0].Sign(new Received { Delivery = delivery, Body = delivery.Body.Span, Json = json, Tokens = tokens }, secret, now),
        };
    }

    private SignedBody SignForm(Delivery delivery, List<KeyValuePair<string, string>> headers, Secret secret, DateTimeOffset now)
    {
        var json = new PooledText(delivery.Body.Length * 2);
        try
        {
            FormBody.WriteJson(delivery.Body.Span, ref json);
            var signature = SignJson(delivery, json.Text, secret, now);
            return signings[0].IsInBody
                ? new SignedBody(FormBody.Put(delivery.Body.Span, signature.Key, signature.Value), headers, signature)
                : new SignedBody(delivery.Body, [.. headers, signature]);
        }
        finally
        {
            json.Dispose();
        }
    }

    // From the last item to the first, so that the places of those before it stay.
    private SignedBody SignItems(Delivery delivery, List<KeyValuePair<string, string>> headers, Secret secret, DateTimeOffset now)
    {
        var body = delivery.Body.ToArray();
        var items = default(BatchItems);
        try
        {
            var json = EventPayload.WithoutBom(body);
            if (!batch!.TryFind(json.Span, ref items) || items.Count == 0)
            {
                throw new FormatException($"the body is no batch with objects at '{batch.Text}'");
            }

            var (start, signature) = (body.Length - json.Length, default(KeyValuePair<string, string>));
            for (var i = items.Count - 1; i >= 0; i--)
            {
                var place = new Range(start + items[i].Start, start + items[i].End);
                signature = SignJson(delivery, body.AsSpan(place), secret, now);
                body = [.. body[..place.Start], .. field!.Put(body.AsSpan(place), signature.Value), .. body[place.End..]];
            }

            return new SignedBody(body, headers, signature);
        }
        finally
        {
            items.Dispose();
        }
    }
}
