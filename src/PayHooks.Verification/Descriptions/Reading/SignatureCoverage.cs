using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;
using PayHooks.Verification.Signatures;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Determines what a signature covers: a fact that is not covered may be forged.</summary>
internal static class SignatureCoverage
{
    /// <summary>Reports signed content that does not protect what it should.</summary>
    public static void CheckContent(JsonObjectReader at, SigningDescription signing, bool isBatch)
    {
        var parts = signing.Content?.Parts ?? [];
        var isInBody = signing.Location.Path is not null;
        if (signing.Content is { } content)
        {
            if (!content.Has(TemplateToken.Body) && !content.Has(TemplateToken.Json) && !content.Has(TemplateToken.Form))
            {
                at.Error("content", $"('{content.Text}') does not cover the body", "Anyone could change the body: put {body} into it.");
            }
            else if (content.Has(TemplateToken.Body) && isInBody)
            {
                at.Error("content", "covers the body, and the signature is in it", "Set signature.header, or sign fields.");
            }
            else if (isBatch && !isInBody && !content.Has(TemplateToken.Body))
            {
                at.Error("content", "does not cover the whole batch",
                    "Put {body} into it, or name the path of the signature in an item with signature.json.");
            }

            if (parts.Any(part => part.Path?.Equals(signing.Location.Path) == true)
                || signing.Location.Headers.Any(header => HasHeader(content, header))
                || (content.Has(TemplateToken.Id)
                    && signing.IdHeaders.Intersect(signing.Location.Headers, StringComparer.OrdinalIgnoreCase).Any()))
            {
                at.Error("content", "covers the signature itself", "Leave it out.");
            }

            if (signing.Algorithm.Kind == SignatureKind.Hash != content.Has(TemplateToken.Secret))
            {
                at.Error("content",
                    signing.Algorithm.Kind == SignatureKind.Hash ? "has no {secret}: anyone could compute a plain hash"
                        : "has {secret}, which is already the key",
                    signing.Algorithm.Kind == SignatureKind.Hash ? "Put {secret} where the provider puts its key."
                        : "Leave it out, or set algorithm to sha256 or sha512, plain hashes.");
            }

            CheckSources(at, signing, content);
        }
        else if (signing.Fields is not null)
        {
            if (signing.Algorithm.Kind == SignatureKind.Hash)
            {
                at.Error("fields", "does not include the secret: anyone could compute a plain hash",
                    "Write it as content: {json:a}{json:b}{secret}.");
            }

            if (isBatch && !isInBody)
            {
                at.Error("signature", "is outside of the items whose fields are signed", "Name its path in an item with signature.json.");
            }

            if (signing.Fields.Names.Any(one => one.Path.Equals(signing.Location.Path)))
            {
                at.Error("fields", "cover the signature itself", "Leave it out of names.");
            }
        }

        if (signing.Timestamp is { } timestamp && !Covers(signing, timestamp))
        {
            at.Error("timestamp", "is not covered by the signature and protects nothing", "Put {timestamp} into content, or remove it.");
        }
    }

    /// <summary>Returns the signing alternative with the level of verification it provides for the facts.</summary>
    /// <param name="at">The scheme or the alternative.</param>
    /// <param name="signing">The signing alternative.</param>
    /// <param name="facts">The facts.</param>
    /// <param name="scheme">The scheme, whose <c>event</c> contains the facts.</param>
    public static SigningDescription Check(JsonObjectReader at, SigningDescription signing, EventDescription facts, JsonObjectReader scheme)
    {
        var whole = signing.Algorithm.Signs ? VerificationLevel.Signature : VerificationLevel.Credentials;
        var uncovered =
            facts.Facts.SelectMany(fact => fact.Sources.Where(source => !Covers(signing, source)).Select(source => (fact.Member, source)))
            .ToArray();
        if (uncovered is [var (member, source), ..] && !facts.Unsigned)
        {
            var name = source.Path?.Text ?? source.Template!.Text;
            var where = ReferenceEquals(at, scheme) ? "" : " of an alternative";
            scheme.Error("event", member, $"('{name}') is not covered by the signature{where}",
                "Use what is signed, or set event.unsigned to true: its events are then partially verified, and handlers must accept "
                    + "that.");
        }

        return signing with { Verification = uncovered.Length > 0 ? VerificationLevel.Partial : whole };
    }

    private static void CheckSources(JsonObjectReader at, SigningDescription signing, Template content)
    {
        if (content.Has(TemplateToken.Timestamp) && signing.Timestamp is null && !at.Has("timestamp"))
        {
            at.Error("timestamp", "is missing, and content has {timestamp}",
                "Say where the time is, for example { \"header\": \"X-Timestamp\" }.");
        }

        if (content.Has(TemplateToken.Id) && signing.IdHeaders.Count == 0 && !at.Has("id"))
        {
            at.Error("id", "is missing, and content has {id}", "Say where the id is, for example { \"header\": \"X-Id\" }.");
        }
    }

    private static bool Covers(SigningDescription signing, TimestampDescription timestamp) =>
        signing.Content is { } content
            && (content.Has(TemplateToken.Timestamp) || (timestamp.Headers is [var header] && HasHeader(content, header)))
        || (timestamp.Path is { } path && CoversPath(signing, path));

    private static bool Covers(SigningDescription signing, FactSource source)
    {
        if (!signing.Algorithm.Signs)
        {
            return true;
        }

        return source.Path is { } path
            ? CoversPath(signing, path)
            : source.Template!.Parts.All(part => part.Token switch
            {
                TemplateToken.Json or TemplateToken.Form => CoversPath(signing, part.Path!),
                TemplateToken.Header => signing.Content is { } content && HasHeader(content, part.Name)
                    || (signing.IdHeaders is [var id] && SignsId(signing)
                        && string.Equals(id, part.Name, StringComparison.OrdinalIgnoreCase)),
                TemplateToken.Id => SignsId(signing),
                _ => true,
            });
    }

    private static bool SignsId(SigningDescription signing) => signing.Content?.Has(TemplateToken.Id) == true;

    private static bool CoversPath(SigningDescription signing, JsonPath path) =>
        (signing.Content is { } content && (content.Has(TemplateToken.Body)
            || content.Parts.Any(part => path.Equals(part.Path))
            || (content.Has(TemplateToken.Timestamp) && path.Equals(signing.Timestamp?.Path))))
        || (signing.Fields?.Names.Any(one => one.Path.Equals(path)) ?? false);

    private static bool HasHeader(Template content, string header) =>
        content.Parts.Any(part =>
            part.Token == TemplateToken.Header && string.Equals(part.Name, header, StringComparison.OrdinalIgnoreCase));
}
