using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Signs a body with the first alternative of a scheme, for samples, demos and <c>payhooks sign</c>.</summary>
internal sealed class SchemeSigner(
    SchemeDescription scheme, SignatureVerifier signing, JsonPaths? paths, JsonNameRule names, BatchPath? batch)
{
    private readonly SignatureCreator creator = new(scheme.Signings[0], paths, scheme.Url);

    private readonly JsonField? field =
        scheme is { Body: BodyForm.Json, Signings: [{ Location.Path: { } path }, ..] } ? new JsonField(path) : null;

    /// <summary>Signs a body.</summary>
    /// <exception cref="FormatException">The body or the secret does not fit the scheme.</exception>
    public SignedBody Sign(ReadOnlyMemory<byte> body, Secret secret, DateTimeOffset now, string? url)
    {
        var (delivery, headers) = creator.Draft(body, now, url);
        if (scheme.Body == BodyForm.Form)
        {
            return SignForm(delivery, headers, secret, now);
        }

        var json = EventPayload.WithoutBom(body).Span;

        // An item without its batch, as it is stored, has its old signature; it verifies without the batch, too.
        if (batch is not null && field is not null && !signing.IsIn(delivery, json, paths!, names))
        {
            return SignItems(delivery, headers, secret, now);
        }

        var signature = SignJson(delivery, json, secret, now);
        return field is null
            ? new SignedBody(body, [.. headers, signature])
            : new SignedBody((byte[])[.. body.Span[..^json.Length], .. field.Put(json, signature.Value)], headers, signature);
    }

    private KeyValuePair<string, string> SignJson(Delivery delivery, ReadOnlySpan<byte> json, Secret secret, DateTimeOffset now)
    {
        var tokens = new JsonToken[paths?.Count ?? 0];
        var shape = signing.ReadsBody ? paths!.Find(json, tokens, names) : JsonShape.Object;
        return shape switch
        {
            JsonShape.DuplicateNames => throw new FormatException("a name occurs twice in an object whose fields are signed"),
            JsonShape.NotObject => throw new FormatException("the body is not a JSON object"),
            _ => creator.Sign(new VerificationContext { Delivery = delivery, Body = delivery.Body.Span, Json = json, Tokens = tokens },
                secret, now),
        };
    }

    private SignedBody SignForm(Delivery delivery, List<KeyValuePair<string, string>> headers, Secret secret, DateTimeOffset now)
    {
        var json = new PooledBufferWriter(delivery.Body.Length * 2);
        try
        {
            FormBody.WriteJson(delivery.Body.Span, ref json);
            var signature = SignJson(delivery, json.Text, secret, now);
            return signing.IsInBody
                ? new SignedBody(FormBody.Put(delivery.Body.Span, signature.Key, signature.Value), headers, signature)
                : new SignedBody(delivery.Body, [.. headers, signature]);
        }
        finally
        {
            json.Dispose();
        }
    }

    // From last to first, so that the positions of earlier items stay valid.
    private SignedBody SignItems(Delivery delivery, List<KeyValuePair<string, string>> headers, Secret secret, DateTimeOffset now)
    {
        var body = delivery.Body.ToArray();
        var items = default(BatchItems);
        try
        {
            var json = EventPayload.WithoutBom(body);
            if (!batch!.TryFind(json.Span, ref items) || items.Count == 0)
            {
                throw new FormatException($"the body is not a batch with objects at '{batch.Text}'");
            }

            var start = body.Length - json.Length;
            var signatures = new KeyValuePair<string, string>[items.Count];
            for (var i = items.Count - 1; i >= 0; i--)
            {
                var range = new Range(start + items[i].Start, start + items[i].End);
                signatures[i] = SignJson(delivery, body.AsSpan(range), secret, now);
                body = [.. body[..range.Start], .. field!.Put(body.AsSpan(range), signatures[i].Value), .. body[range.End..]];
            }

            return new SignedBody(body, headers, signatures[0]) { Fields = signatures };
        }
        finally
        {
            items.Dispose();
        }
    }
}
