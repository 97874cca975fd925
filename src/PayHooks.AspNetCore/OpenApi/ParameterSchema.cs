using System.Text.Json.Nodes;

namespace PayHooks.AspNetCore.OpenApi;

/// <summary>Describes the values of a request as JSON Schema.</summary>
internal static class ParameterSchema
{
    private const string TimeHint =
        " A time such as 2026-01-31T09:30:00Z or a day such as 2026-01-31, in UTC unless it names an offset.";

    /// <summary>The schema of one value.</summary>
    public static JsonObject Of(ApiParameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (parameter.Type == ApiValue.Object)
        {
            var members = OfObject(parameter.Members);
            members["description"] = parameter.Description;
            return members;
        }

        var schema = new JsonObject
        {
            ["type"] = parameter.Type switch
            {
                ApiValue.Flag => "boolean",
                ApiValue.Number => "integer",
                ApiValue.Texts => "array",
                _ => "string",
            },
            ["description"] = parameter.Description + (parameter.Type == ApiValue.Time ? TimeHint : ""),
        };
        var text = schema;
        if (parameter.Type == ApiValue.Texts)
        {
            text = new JsonObject { ["type"] = "string" };
            schema["items"] = text;
            schema["maxItems"] = parameter.MaxValues;
        }

        if (parameter.Values.Count > 0)
        {
            text["enum"] = new JsonArray([.. parameter.Values.Select(value => (JsonNode)value)]);
        }

        return schema;
    }

    /// <summary>The schema of an object with these members and no others.</summary>
    public static JsonObject OfObject(IEnumerable<ApiParameter> members)
    {
        ApiParameter[] all = [.. members];
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(all.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)Of(one)))),
            ["additionalProperties"] = false,
        };
        if (all.Any(one => one.IsRequired))
        {
            schema["required"] = new JsonArray([.. all.Where(one => one.IsRequired).Select(one => (JsonNode)one.Name)]);
        }

        return schema;
    }
}
