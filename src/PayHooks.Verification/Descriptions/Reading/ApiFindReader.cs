using System.Globalization;
using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads how objects and events are looked up in an API.</summary>
internal static class ApiFindReader
{
    /// <summary>The members of a find.</summary>
    public static readonly string[] Members =
        ["ids", .. ApiCallReader.Members.Where(member => member != "time"), "item", .. ApiBodyReader.ItemMembers, "notFound", "unknown"];

    /// <summary>What can be looked up.</summary>
    public static readonly string[] Kinds = ["event", .. SubjectsReader.Kinds.Select(kind => kind.Item1)];

    /// <summary>Reads all finds. For a kind that has several, the first one that takes the id is used.</summary>
    public static IReadOnlyList<ApiFindDescription> Read(JsonObjectReader api, IReadOnlyDictionary<string, ApiItemDescription> bodies)
    {
        List<ApiFindDescription> finds = [];
        if (api.Object("find", Kinds) is not { } all)
        {
            return finds;
        }

        foreach (var name in Kinds.Where(all.Has))
        {
            SubjectKind? kind = name == Kinds[0] ? null : SubjectsReader.Kinds.Single(known => known.Item1 == name).Item2;
            var ways = all.Node(name) is JsonArray ? all.Objects(name, Members)
                : all.Object(name, Members) is { } only ? [only] : [];
            finds.AddRange(ways.Select(at => Find(at, kind, bodies)).OfType<ApiFindDescription>());
        }

        return finds;
    }

    private static ApiFindDescription? Find(
        JsonObjectReader at, SubjectKind? kind, IReadOnlyDictionary<string, ApiItemDescription> bodies)
    {
        if (ApiCallReader.Read(at, Template.OfApiFind) is not { } call)
        {
            return null;
        }

        if (!call.Has(TemplateToken.Id))
        {
            at.Error("", "does not contain {id} in its request", "Write {id} where the id belongs: /v1/payments/{id}.");
        }

        return new ApiFindDescription(kind, call, ApiBodyReader.Item(at, bodies))
        {
            Ids = Ids(at),
            Path = ApiTemplates.Path(at, "item"),
            NotFound = NotFound(at),
            Unknown = Unknown(at),
        };
    }

    private static ApiIdForm? Ids(JsonObjectReader at)
    {
        if (at.Word("ids") is not { } text)
        {
            return null;
        }

        if (text.Length > 1 && text.EndsWith('*'))
        {
            return new ApiIdForm(text[..^1], null);
        }

        if (ApiIdForm.Named.FirstOrDefault(one => one.Name == text) is { Characters: { } characters })
        {
            return new ApiIdForm(null, characters);
        }

        at.Error("ids", $"('{text}') is not a form of ids", "Write it as a beginning with a star (pay_*), or as digits or hex.");
        return null;
    }

    private static List<int> NotFound(JsonObjectReader at)
    {
        List<int> statuses = [];
        foreach (var (text, item) in at.Words("notFound"))
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
                && status is >= 400 and < 500 and not (401 or 403 or 408 or 429))
            {
                statuses.Add(status);
            }
            else
            {
                at.Error("notFound", item, $"('{text}') is not a status that can mean not found", "Write a status such as 400.");
            }
        }

        return statuses;
    }

    private static (Json.JsonPath Path, string Text)? Unknown(JsonObjectReader at)
    {
        if (at.Map("unknown") is not { } members)
        {
            return null;
        }

        if (members.Count == 1 && ApiTemplates.Path(at, "unknown", members.Keys.Single()) is { } path)
        {
            return (path, members.Values.Single());
        }

        if (members.Count != 1)
        {
            at.Error("unknown", "does not have exactly one member", "Write it as { \"status_code\": \"404\" }.");
        }

        return null;
    }
}
