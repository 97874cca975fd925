using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Descriptions.Running;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>
/// Reads a scheme's JSON into its description. Nothing is guessed: whatever does not fit is told with its place and what mends it.
/// </summary>
internal sealed class SchemeReader
{
    /// <summary>What a scheme may say.</summary>
    public static readonly string[] Members =
        ["$schema", .. SigningReader.Members, "alternatives", "url", "body", "items", "event", "answer", "challenge"];

    /// <summary>What a challenge may say.</summary>
    public static readonly string[] ChallengeMembers = ["query", "answer"];

    /// <summary>The forms of a body.</summary>
    public static readonly (string, BodyForm)[] Bodies = [("json", BodyForm.Json), ("form", BodyForm.Form)];

    private const int MaxAlternatives = 4;

    private readonly List<(SchemePath Path, string What, string Mend)> problems = [];

    private SchemeReader()
    {
    }

    /// <summary>The description that the parts make together, later parts laid over earlier ones.</summary>
    /// <exception cref="SchemeException">Something in them is wrong.</exception>
    public static SchemeDescription Read(IReadOnlyList<SchemeLayer> parts)
    {
        var together = new SchemeMerger(parts);
        var reader = new SchemeReader();
        var description = reader.Read(together.Merge());
        return reader.problems.Count == 0
            ? description
            : throw new SchemeException([.. reader.problems.Select(one => new ConfigurationError(together.NameOf(one.Path), one.What, one.Mend))]);
    }

    private SchemeDescription Read(JsonObject json)
    {
        var scheme = new JsonObjectReader(json, SchemePath.Root, problems, Members);
        var body = scheme.Choice("body", BodyForm.Json, Bodies);
        var places = new PathReader(body);
        var items = scheme.Word("items") is { } text ? Items(scheme, text, body) : null;
        List<(JsonObjectReader At, SigningDescription Signing)> signings = [(scheme, SigningReader.Read(scheme, places, items is not null))];
        foreach (var alternative in scheme.Objects("alternatives", SigningReader.Members))
        {
            signings.Add((alternative, SigningReader.Read(alternative, places, items is not null)));
        }

        for (var i = 1; i < signings.Count; i++)
        {
            if (IsHidden(signings[i].Signing.Location, [.. signings.Take(i).Select(one => one.Signing.Location)]))
            {
                signings[i].At.Problem("signature", "is where an earlier way has its own: it would never count", "Name another place, or remove this way.");
            }
        }

        if (signings.Count > MaxAlternatives + 1)
        {
            scheme.Problem("alternatives", $"has more than {MaxAlternatives} entries", "A source is one endpoint: make more sources.");
        }

        var facts = EventReader.Read(scheme, places, signings[0].Signing);
        if (items is not null && facts.Id.Any(id => id.Template is { } made && made.Parts.All(part => part.Path is null)))
        {
            scheme.Problem("event", "id", "is the same for every item of a delivery: they would be one event", "Name a place in the item, or remove it.");
        }

        var description = new SchemeDescription
        {
            Signings = [.. signings.Select(one => SignatureCoverage.Check(one.At, one.Signing, facts, scheme))],
            Event = facts,
            Body = body,
            Items = items,
            Url = Url(scheme),
            Answer = scheme.Text("answer"),
            Challenge = Challenge(scheme, body),
        };
        var paths = DeclarativeProvider.VerifiedPaths(description).Concat(EventExtractor.PathsOf(facts)).Distinct().Count();
        if (paths > JsonPaths.Max)
        {
            scheme.Problem("", $"names {paths} places of the body", $"At most {JsonPaths.Max} are looked up.");
        }

        return description;
    }

    private static bool IsHidden(SignatureLocation place, SignatureLocation[] earlier) => place.Path is { } path
        ? earlier.Any(one => path.Equals(one.Path))
        : place.Headers.Count > 0 && place.Headers.All(header => earlier.Any(one => one.Headers.Contains(header, StringComparer.OrdinalIgnoreCase)));

    private static JsonPath? Items(JsonObjectReader scheme, string text, BodyForm body)
    {
        if (body == BodyForm.Form)
        {
            scheme.Problem("items", "needs a JSON body", "Remove it: a form is one event.");
            return null;
        }

        var path = JsonPath.Parse(text, out var fault);
        if (path is not { IsMany: true })
        {
            scheme.Problem("items", path is null ? $"('{text}') {fault}" : $"('{text}') leads to one value only", "Write it as list[] or list[].item.");
            return null;
        }

        if (path.Steps.Any(step => step is { Name: null, IsEach: false }))
        {
            scheme.Problem("items", $"('{text}') picks one item of a list", "Write it as list[] or list[].item.");
        }

        return path;
    }

    private static string? Url(JsonObjectReader scheme)
    {
        var url = scheme.Word("url");
        if (url is not null && (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
        {
            scheme.Problem("url", $"('{url}') is not an absolute http or https URL", "Write it exactly as the provider calls it: https://host/path.");
        }

        return url;
    }

    private static ChallengeDescription? Challenge(JsonObjectReader scheme, BodyForm body)
    {
        if (scheme.Object("challenge", ChallengeMembers) is not { } challenge)
        {
            return null;
        }

        var query = challenge.Word("query");
        var text = challenge.Word("answer");
        if (query is null && !challenge.Has("query"))
        {
            challenge.Problem("query", "is missing", "Name the parameter of the query that asks.");
        }

        if (text is null || query is null)
        {
            return query is null ? null : new ChallengeDescription(query, new Template("", [new TemplatePart(TemplateToken.Query, query)]));
        }

        if (Template.Parse(text, Template.OfAnswer, body, out var problem) is { } answer)
        {
            return new ChallengeDescription(query, answer);
        }

        challenge.Problem("answer", problem.What, problem.Mend);
        return null;
    }
}
