using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>
/// Reads a scheme's JSON. Nothing is guessed: every invalid member is reported with its path and a fix.
/// </summary>
internal sealed class SchemeReader
{
    /// <summary>The members of a scheme.</summary>
    public static readonly string[] Members =
        ["$schema", .. SigningReader.Members, "alternatives", "url", "body", "items", "event", "answer", "challenge", "ping",
            "dashboard", "api"];

    /// <summary>The members of a challenge.</summary>
    public static readonly string[] ChallengeMembers = ["query", "answer"];

    /// <summary>The formats of a body.</summary>
    public static readonly (string, BodyForm)[] Bodies = [("json", BodyForm.Json), ("form", BodyForm.Form)];

    private const int MaxAlternatives = 4;

    private readonly List<(SchemePath Path, string Message, string Fix)> errors = [];

    private SchemeReader()
    {
    }

    /// <summary>Reads the description from its layers; later layers override earlier ones.</summary>
    /// <exception cref="SchemeException">The description has errors.</exception>
    public static SchemeDescription Read(IReadOnlyList<SchemeLayer> parts)
    {
        var together = new SchemeMerger(parts);
        var reader = new SchemeReader();
        var description = reader.Read(together.Merge());
        return reader.errors.Count == 0
            ? description
            : throw new SchemeException(
                [.. reader.errors.Select(one => new ConfigurationError(together.NameOf(one.Path), one.Message, one.Fix))]);
    }

    private SchemeDescription Read(JsonObject json)
    {
        var scheme = new JsonObjectReader(json, SchemePath.Root, errors, Members);
        var body = scheme.Choice("body", BodyForm.Json, Bodies);
        var paths = new PathReader(body);
        var items = scheme.Word("items") is { } text ? Items(scheme, text, body) : null;
        List<(JsonObjectReader At, SigningDescription Signing)> signings = [(scheme, SigningReader.Read(scheme, paths, items is not null))];
        foreach (var alternative in scheme.Objects("alternatives", SigningReader.Members))
        {
            signings.Add((alternative, SigningReader.Read(alternative, paths, items is not null)));
        }

        for (var i = 1; i < signings.Count; i++)
        {
            if (IsHidden(signings[i].Signing.Location, [.. signings.Take(i).Select(one => one.Signing.Location)]))
            {
                signings[i].At.Error("signature", "uses the same location as an earlier alternative and can never match",
                    "Name another header or path, or remove the alternative.");
            }
        }

        if (signings.Count > MaxAlternatives + 1)
        {
            scheme.Error("alternatives", $"has more than {MaxAlternatives} entries", "A source is one endpoint: make more sources.");
        }

        var facts = EventReader.Read(scheme, paths, signings[0].Signing);
        if (items is not null && facts.Id.Any(id => id.Template is { } made && made.Parts.All(part => part.Path is null)))
        {
            scheme.Error("event", "id", "is the same for every item of a delivery, so that all would be one event",
                "Name a path in the item, or remove it.");
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
            Warnings = Warnings(facts),
            Ping = PingReader.Read(scheme, paths),
            Dashboard = DashboardReader.Read(scheme),
            Api = ApiReader.Read(scheme),
        };
        var count = description.VerifiedPaths.Concat(facts.Paths).Distinct().Count();
        if (count > JsonPaths.Max)
        {
            scheme.Error("", $"names {count} paths of the body", $"At most {JsonPaths.Max} are looked up.");
        }

        return description;
    }

    private static List<(SchemePath Member, string Message, string Fix)> Warnings(EventDescription facts)
    {
        var at = SchemePath.Root["event"];
        var warnings = new TypeMap(facts.Types).Unreachable.Select(key => (at["types"][key],
            $"never applies, because types also lists '{key}|…' and a status that is not listed is unrecognised",
            $"List the other statuses as {key}|STATUS, or remove it.")).ToList();
        if (facts.Amount.All.Count > 0 && facts.Unit == AmountUnit.Unknown)
        {
            warnings.Add((at["unit"], "is unknown, so that amounts have no value and cannot be compared",
                "Set it to minor (4990 is 49.90 USD) or major (49.90 is 49.90 USD), as the provider writes amounts."));
        }

        warnings.AddRange(SubjectsReader.Uncovered(facts).Select(type => (at["subjects"],
            $"names none for {type}, so that its repeats and late arrivals are handled again",
            $"Say where the id is, under {type} or its family, or map the provider's type to no such type.")));
        return warnings;
    }

    private static bool IsHidden(SignatureLocation location, SignatureLocation[] earlier) => location.Path is { } path
        ? earlier.Any(one => path.Equals(one.Path))
        : location.Headers.Count > 0
            && location.Headers.All(header => earlier.Any(one => one.Headers.Contains(header, StringComparer.OrdinalIgnoreCase)));

    private static JsonPath? Items(JsonObjectReader scheme, string text, BodyForm body)
    {
        if (body == BodyForm.Form)
        {
            scheme.Error("items", "needs a JSON body", "Remove it: a form is one event.");
            return null;
        }

        var path = JsonPath.Parse(text, out var reason);
        if (path is not { IsMany: true })
        {
            scheme.Error("items", path is null ? $"('{text}') {reason}"
                : $"('{text}') leads to one value only", "Write it as list[] or list[].item.");
            return null;
        }

        if (path.Steps.Any(step => step is { Name: null, IsEach: false }))
        {
            scheme.Error("items", $"('{text}') picks one item of a list", "Write it as list[] or list[].item.");
        }

        return path;
    }

    private static string? Url(JsonObjectReader scheme)
    {
        var url = scheme.Word("url");
        if (url is not null && (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
        {
            scheme.Error("url", $"('{url}') is not an absolute http or https URL",
                "Write it exactly as the provider calls it: https://host/path.");
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
            challenge.Error("query", "is missing", "Name the parameter of the query that asks.");
        }

        if (text is null || query is null)
        {
            return query is null ? null : new ChallengeDescription(query, new Template("", [new TemplatePart(TemplateToken.Query, query)]));
        }

        if (TemplateParser.Parse(text, Template.OfAnswer, body, out var problem) is { } answer)
        {
            return new ChallengeDescription(query, answer);
        }

        challenge.Error("answer", problem.Message, problem.Fix);
        return null;
    }
}
