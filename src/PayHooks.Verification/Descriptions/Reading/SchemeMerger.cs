using System.Globalization;
using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Merges the layers of a scheme, and finds for each member the layer that set it.</summary>
internal sealed class SchemeMerger(IReadOnlyList<SchemeLayer> parts)
{
    // Mutually exclusive members: a later layer replaces the others.
    private static readonly string[][] Exclusive = [["header", "json", "form"], ["content", "fields"]];

    // In these members null means that a type has no amount.
    private static readonly string[] KeepsNull = ["amount", "currency"];

    /// <summary>Merges the layers: later layers win, member by member; null removes a member.</summary>
    public JsonObject Merge()
    {
        var whole = new JsonObject();
        foreach (var part in parts)
        {
            Lay(part.Members, whole, "");
        }

        return whole;
    }

    /// <summary>The name of a member in messages, as spelled in the layer that set it last.</summary>
    public string NameOf(SchemePath path)
    {
        for (var known = path; ; known = known.Parent)
        {
            if (parts.LastOrDefault(part => Finds(part.Members, known)) is { } origin)
            {
                return origin.NameOf(path);
            }
        }
    }

    /// <summary>The spelling of a member's name in the object, or null.</summary>
    public static string? Spelling(JsonObject members, string name) =>
        members.ContainsKey(name) ? name
            : members.Select(member => member.Key).FirstOrDefault(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A nested member, or null.</summary>
    public static JsonNode? Member(JsonObject members, string name, string inner) =>
        Spelling(members, name) is { } outer && members[outer] is JsonObject within && Spelling(within, inner) is { } found ? within[found]
            : null;

    private static void Lay(JsonObject part, JsonObject whole, string within)
    {
        foreach (var (name, value) in part)
        {
            foreach (var other in Exclusive.Where(group => group.Contains(name, StringComparer.OrdinalIgnoreCase))
                .SelectMany(group => group))
            {
                if (value is not null && !part.Any(member => string.Equals(member.Key, other, StringComparison.OrdinalIgnoreCase))
                    && Spelling(whole, other) is { } replaced)
                {
                    whole.Remove(replaced);
                }
            }

            // The keys of types are the provider's own names and case-sensitive.
            var known = string.Equals(within, "types", StringComparison.OrdinalIgnoreCase) ? whole.ContainsKey(name) ? name : null
                : Spelling(whole, name);

            // A second spelling within one layer is left for the reader to report.
            if (known is not null && known != name && part.ContainsKey(known))
            {
                known = null;
            }

            if (known is not null && value is JsonObject over && whole[known] is JsonObject under)
            {
                Lay(over, under, name);
                continue;
            }

            // A member that is set again keeps its position: object kinds are tried in order.
            if (known is not null && known != name)
            {
                whole.Remove(known);
            }

            if (value is not null || KeepsNull.Contains(within, StringComparer.OrdinalIgnoreCase))
            {
                whole[name] = value?.DeepClone();
            }
            else
            {
                whole.Remove(name);
            }
        }
    }

    private static bool Finds(JsonObject members, SchemePath path)
    {
        JsonNode? node = members;
        foreach (var step in path.Steps)
        {
            node = node switch
            {
                JsonObject inner when Spelling(inner, step) is { } name => inner[name] ?? JsonValue.Create(0),
                JsonArray items when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    && index < items.Count => items[index],
                _ => null,
            };
            if (node is null)
            {
                return false;
            }
        }

        return true;
    }
}
