using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace PayHooks.AspNetCore.OpenApi;

/// <summary>Describes the JSON of responses, from the contracts that write it. Each type is described once, by its name.</summary>
internal sealed class ResponseSchemas
{
    // The name of an object's type, until the object becomes a component.
    private const string Name = "$name";

    private static readonly JsonSchemaExporterOptions Options = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Mark,
    };

    /// <summary>The described types, by name.</summary>
    public SortedDictionary<string, JsonNode> Components { get; } = new(StringComparer.Ordinal);

    /// <summary>A reference to the schema of a type, which is added to <see cref="Components"/>.</summary>
    public JsonNode Of(JsonTypeInfo type)
    {
        var whole = type.GetJsonSchemaAsNode(Options);
        return Read(whole, whole);
    }

    /// <summary>The name under which a type is described.</summary>
    public static string NameOf(Type type) => type.Name.EndsWith("Response", StringComparison.Ordinal) ? type.Name[..^8] : type.Name;

    private static JsonNode Mark(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is JsonObject { } node && node["properties"] is JsonObject properties)
        {
            node[Name] = NameOf(context.TypeInfo.Type);

            // Responses have every member, also those without a value.
            node["required"] = new JsonArray([.. properties.Select(member => (JsonNode)member.Key)]);
        }

        return schema;
    }

    private JsonNode Read(JsonNode node, JsonNode whole)
    {
        switch (node)
        {
            case JsonObject schema when (string?)schema["$ref"] is { } pointer:
                // The exporter describes a type once and then refers to that place.
                return Read(Find(whole, pointer), whole);
            case JsonObject schema when schema["properties"] is JsonObject:
                return Component(schema, whole);
            case JsonObject schema:
                return Copy(schema, whole);
            default:
                // True: any value.
                return new JsonObject();
        }
    }

    private JsonObject Component(JsonObject schema, JsonNode whole)
    {
        var name = (string)schema[Name]!;
        var isNullable = schema["type"] is JsonArray;
        if (!Components.ContainsKey(name))
        {
            Components[name] = new JsonObject(); // ends a recursion
            var component = Copy(schema, whole);
            component.Remove(Name);
            component["type"] = "object";
            Describe(name, component);
            Components[name] = component;
        }

        var reference = new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
        return isNullable ? new JsonObject { ["anyOf"] = new JsonArray(reference, new JsonObject { ["type"] = "null" }) } : reference;
    }

    // Beside a reference, too: OpenAPI 3.1 allows it.
    private static void Describe(string type, JsonObject component)
    {
        foreach (var (name, member) in component["properties"]!.AsObject())
        {
            member!["description"] = ResponseMembers.DescriptionOf(type, name);
        }
    }

    private JsonObject Copy(JsonObject schema, JsonNode whole)
    {
        var copy = (JsonObject)schema.DeepClone();
        if (schema["properties"] is JsonObject properties)
        {
            copy["properties"] = new JsonObject(
                properties.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)Read(member.Value!, whole))));
        }

        foreach (var inner in new[] { "items", "additionalProperties" })
        {
            if (schema[inner] is { } value)
            {
                copy[inner] = Read(value, whole);
            }
        }

        return copy;
    }

    private static JsonNode Find(JsonNode whole, string pointer)
    {
        var found = whole;
        foreach (var step in pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            found = found is JsonArray array
                ? array[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]!
                : found[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)]!;
        }

        return found;
    }
}
