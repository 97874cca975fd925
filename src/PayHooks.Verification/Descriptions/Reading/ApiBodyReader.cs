using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads how items of an API become bodies of webhooks.</summary>
internal static class ApiBodyReader
{
    /// <summary>The members of a body.</summary>
    public static readonly string[] Members = ["type", "body"];

    /// <summary>The members of a type.</summary>
    public static readonly string[] TypeMembers = ["json", "is"];

    /// <summary>The members of a list or find that say what an item is.</summary>
    public static readonly string[] ItemMembers = ["as", "at", "identity"];

    /// <summary>Reads the bodies by name.</summary>
    public static IReadOnlyDictionary<string, ApiItemDescription> Read(JsonObjectReader api)
    {
        Dictionary<string, ApiItemDescription> bodies = new(StringComparer.Ordinal);
        if (api.Node("bodies") is not { } node)
        {
            return bodies;
        }

        if (node is not JsonObject named)
        {
            api.Error("bodies", "is not an object", "Write it as { \"payment\": { \"body\": { … } } }.");
            return bodies;
        }

        foreach (var (name, value) in named)
        {
            if (value is JsonObject members)
            {
                bodies[name] = Body(api.Inner(members, Members, "bodies", name));
            }
            else
            {
                api.Error("bodies", name, "is not an object", "Write it as { \"body\": { … } }.");
            }
        }

        return bodies;
    }

    /// <summary>Reads what an item of a list or find is.</summary>
    public static ApiItemDescription Item(JsonObjectReader at, IReadOnlyDictionary<string, ApiItemDescription> bodies)
    {
        var item = new ApiItemDescription();
        if (at.Word("as") is { } name && !bodies.TryGetValue(name, out item))
        {
            at.Error("as", $"('{name}') is not one of the bodies", $"Use one of: {string.Join(", ", bodies.Keys)}.");
            item = new ApiItemDescription();
        }

        List<Template> times = [];
        foreach (var (text, index) in at.Words("at"))
        {
            if (ApiTemplates.Value(at, "at", index, text) is { } time)
            {
                times.Add(time);
            }
        }

        return item with { HasIdentity = at.Flag("identity"), At = times };
    }

    private static ApiItemDescription Body(JsonObjectReader at)
    {
        var body = at.Node("body") is JsonObject members ? ApiTemplates.Tree(at, "body", members, Template.OfApiItem) : null;
        if (at.Node("body") is not JsonObject)
        {
            at.Error("body", at.Has("body") ? "is not an object" : "is missing", "Write it as { \"data\": \"{item}\" }.");
        }

        var type = at.Object("type", TypeMembers);
        var item = new ApiItemDescription
        {
            Body = body,
            Status = type?.Word("json") is { } status ? ApiTemplates.Value(type, "json", "", status) : null,
            Types = type?.Map("is") ?? new Dictionary<string, string>(),
        };
        if ((type is null) == (body?.Templates.Any(template => template.Has(TemplateToken.Type)) ?? false))
        {
            at.Error("type", type is null ? "is missing, but {type} is used" : "has no effect: the body does not contain {type}",
                type is null ? "Say where the status is: { \"json\": \"status\", \"is\": { \"paid\": \"payment.paid\" } }." : "Remove it.");
        }

        if (type is not null && (!type.Has("json") || item.Types.Count == 0))
        {
            type.Error("", "does not say which statuses are listed", "Set json to the path of the status, and is to the types by status.");
        }

        return item;
    }
}
