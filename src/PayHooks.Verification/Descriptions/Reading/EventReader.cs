using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads the locations of an event's facts.</summary>
internal static class EventReader
{
    /// <summary>The members of an event.</summary>
    public static readonly string[] Members =
    [
        "id", "type", "status", "objects", "types", "resource", "reference",
        "unit", "exponents", "amount", "currency", "defaultCurrency", "time", "livemode", "unsigned",
        "subjects", "changedAt", "reports", "idsByMode", "voidsPaid", "sharesReferences",
    ];

    /// <summary>Reads the event description.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="paths">Reads paths of the body.</param>
    /// <param name="signing">The scheme's first alternative, which defines <c>{id}</c>.</param>
    public static EventDescription Read(JsonObjectReader scheme, PathReader paths, SigningDescription signing)
    {
        if (scheme.Object("event", Members) is not { } at)
        {
            return new EventDescription();
        }

        var facts = new EventDescription
        {
            Id = Sources(at, paths, "id"),
            Type = Sources(at, paths, "type"),
            Status = Sources(at, paths, "status"),
            Objects = ObjectsReader.Read(at, paths),
            Types = Types(at),
            Resource = Sources(at, paths, "resource"),
            Reference = Sources(at, paths, "reference"),
            Amount = AmountReader.Read(at, paths, "amount"),
            Currency = AmountReader.Read(at, paths, "currency"),
            DefaultCurrency = at.Word("defaultCurrency"),
            Unit = AmountReader.Unit(at),
            Exponents = AmountReader.Exponents(at),
            Time = Sources(at, paths, "time"),
            Livemode = Livemode(at, paths),
            Unsigned = at.Flag("unsigned"),
            Payments = SubjectsReader.Read(at, paths),
        };
        if (!at.Has("type") && !at.Has("status"))
        {
            at.Error("type", "is missing",
                "Say where the type or the status of an event is, or remove event: everything is then unrecognised.");
        }

        foreach (var (member, sources) in facts.Facts)
        {
            if (signing.IdHeaders.Count == 0 && sources.Any(source => source.Template?.Has(TemplateToken.Id) == true))
            {
                at.Error(member, "has the token {id}, but the scheme does not define it", "Set id, for example { \"header\": \"X-Id\" }.");
            }
        }

        if (facts.Payments.HasIdsByMode && facts.Livemode.Count == 0 && signing.TestPrefix is null)
        {
            at.Error("idsByMode", "is set, but the mode is not known",
                "Say where livemode is, or how a test key begins with secret.testPrefix.");
        }

        return facts;
    }

    /// <summary>Reads the sources in a member: one, or a list.</summary>
    public static IReadOnlyList<FactSource> Sources(JsonObjectReader at, PathReader paths, string member) =>
        [.. at.Words(member).Select(word => Source(at, paths, member, word.Text, word.Item)).OfType<FactSource>()];

    // "!" before a path: the provider's flag is true in test mode.
    private static FactSource[] Livemode(JsonObjectReader at, PathReader paths) =>
    [
        .. at.Words("livemode")
            .Select(word =>
                Source(at, paths, "livemode", word.Text.TrimStart('!'), word.Item) is { } source
                ? source with { IsOpposite = word.Text[0] == '!' } : null)
            .OfType<FactSource>(),
    ];

    /// <summary>Reads one source, a path or a template; reports an error and returns null if it is neither.</summary>
    public static FactSource? Source(JsonObjectReader at, PathReader paths, string member, string text, string item)
    {
        if (!Template.IsTemplate(text))
        {
            return paths.Path(at, member, text, item) is { } path ? new FactSource(path, null) : null;
        }

        if (TemplateParser.Parse(text, Template.OfFact, paths.Body, out var problem) is { } template)
        {
            return new FactSource(null, template);
        }

        at.Error(member, item, problem.Message, problem.Fix);
        return null;
    }

    private static void CheckKey(JsonObjectReader at, string key, IReadOnlyList<string> kinds)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        if (kinds.Count > 0 && (colon < 0 || !kinds.Contains(key[..colon], StringComparer.Ordinal)))
        {
            at.Error("types", key, "does not begin with a kind of objects",
                $"Write it as {kinds[0]}:{key[(colon + 1)..]}; kinds are {string.Join(", ", kinds)}.");
            return;
        }

        var own = kinds.Count > 0 ? key[(colon + 1)..] : key;
        if (!at.Has("type") && own.Length > 0 && own[0] != '|')
        {
            at.Error("types", key, "never applies: a status is not looked up as a type, and the description has no type",
                $"Write it as {key[..^own.Length]}|{own}.");
        }
    }

    private static Dictionary<string, string>? Types(JsonObjectReader at)
    {
        var types = at.Map("types");
        if (types is { Count: 0 })
        {
            at.Error("types", "is empty", "Map the provider's types, or remove it: they are then used unchanged.");
        }

        if (types is null && at.Has("objects"))
        {
            at.Error("types", "is missing, and objects names kinds",
                "Map the types of each kind: KIND:TYPE, KIND:TYPE|STATUS or KIND:|STATUS.");
        }

        var kinds = ObjectsReader.Names(at);
        foreach (var (from, to) in types ?? [])
        {
            CheckKey(at, from, kinds);
            if (from.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star && star != from.Length - 1)
            {
                at.Error("types", from, "has a * that is not at its end", "Write it as prefix.*.");
            }

            if (to != TypeMap.Same && !TypeMap.IsType(to))
            {
                at.Error("types", from, $"('{to}') is not a type",
                    $"Use one of {string.Join(", ", EventTypes.Known)}, lowercase words joined by dots, or {TypeMap.Same}.");
            }
            else if (!EventTypes.Known.Contains(to) && DidYouMean.Typo(to, EventTypes.Known) is { } meant)
            {
                at.Error("types", from, $"('{to}') resembles a common type", $"Did you mean {meant}?");
            }
        }

        return types;
    }
}
