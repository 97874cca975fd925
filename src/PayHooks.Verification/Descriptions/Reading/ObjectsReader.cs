using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads the object kinds that a provider reports.</summary>
internal static class ObjectsReader
{
    /// <summary>The members of a kind.</summary>
    public static readonly string[] Members = ["has", "hasNot", "is"];

    /// <summary>The names of the kinds, in order.</summary>
    public static IReadOnlyList<string> Names(JsonObjectReader at) =>
        at.Node("objects") is JsonObject kinds ? [.. kinds.Select(kind => kind.Key)] : [];

    /// <summary>Reads the kinds; empty if bodies are not distinguished.</summary>
    public static IReadOnlyList<ObjectKind> Read(JsonObjectReader at, PathReader paths)
    {
        if (at.Node("objects") is not { } node)
        {
            return [];
        }

        if (node is not JsonObject { Count: > 0 } kinds)
        {
            at.Error("objects", "is not an object with kinds", "Write it as { \"order\": { \"has\": [\"order_key\"] } }.");
            return [];
        }

        List<ObjectKind> read = [];
        foreach (var (name, value) in kinds)
        {
            if (!TypeName.IsPlain(name))
            {
                at.Error("objects", name, "is not a name of a kind", "Use lowercase letters, digits, _ and -.");
            }
            else if (value is not JsonObject members)
            {
                at.Error("objects", name, "is not an object", "Write it as { \"has\": [\"order_key\"] }.");
            }
            else
            {
                read.Add(Kind(at.Inner(members, Members, "objects", name), paths, name));
            }
        }

        return read;
    }

    private static ObjectKind Kind(JsonObjectReader at, PathReader paths, string name)
    {
        if (!at.Has("has") && !at.Has("is"))
        {
            at.Error("", "names no member that the kind has", "Name some with has or is.");
        }

        return new ObjectKind(name) { Has = Paths("has"), HasNot = Paths("hasNot"), Is = Equalities(at, paths, "is") };

        JsonPath[] Paths(string member) =>
            [.. at.Words(member).Select(word => paths.Path(at, member, word.Text, word.Item)).OfType<JsonPath>()];
    }

    /// <summary>Reads the required strings or numbers at some paths.</summary>
    public static IReadOnlyList<(JsonPath Path, string Text)> Equalities(JsonObjectReader at, PathReader paths, string member) =>
    [
        .. (at.Map(member) ?? [])
            .Select(one => (Path: paths.Path(at, member, one.Key, one.Key), one.Value))
            .Where(one => one.Path is not null)
            .Select(one => (one.Path!, one.Value)),
    ];
}
