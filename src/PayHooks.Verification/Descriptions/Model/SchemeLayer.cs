using System.Text.Json;
using System.Text.Json.Nodes;

namespace PayHooks.Verification.Descriptions.Model;

/// <summary>A description of a scheme, or a layer that overrides part of another: a preset, a file, or settings.</summary>
/// <param name="Name">The origin for messages: the name of a file or a setting.</param>
/// <param name="Members">The members of the layer.</param>
/// <param name="IsSetting">Whether it comes from settings, whose names nest with <c>__</c>.</param>
internal sealed record SchemeLayer(string Name, JsonObject Members, bool IsSetting = false)
{
    private static readonly JsonDocumentOptions Json = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads JSON with comments and trailing commas; throws <see cref="SchemeException"/> if it is invalid.</summary>
    public static SchemeLayer Parse(string name, ReadOnlySpan<byte> json)
    {
        var text = System.Text.Encoding.UTF8.GetString(json).TrimStart('\uFEFF');
        try
        {
            if (HasHalfCharacter(System.Text.Encoding.UTF8.GetBytes(text)))
            {
                throw SchemeException.Of(name, "holds half of a surrogate pair, an escape \\ud… without its other half",
                    "Write the character itself.");
            }

            return JsonNode.Parse(text, nodeOptions: null, Json) is JsonObject members
                ? new SchemeLayer(name, members)
                : throw SchemeException.Of(name, "is not a JSON object", "Begin it with '{'.");
        }
        catch (JsonException e)
        {
            var position = e.LineNumber is { } line ? $" (line {line + 1}, character {(e.BytePositionInLine ?? 0) + 1})" : "";
            throw SchemeException.Of(name, $"is not valid JSON{position}",
                e.Message.Contains("Duplicate", StringComparison.OrdinalIgnoreCase)
                ? "A member occurs twice: remove one." : "Comments and trailing commas are fine; check quotation marks and commas.");
        }
    }

    // A lone surrogate is valid JSON but not a valid string: reading it later would throw.
    private static bool HasHalfCharacter(byte[] json)
    {
        var reader =
            new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            while (reader.Read())
            {
                _ = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
            }

            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    /// <summary>The name of a member in messages.</summary>
    public string NameOf(SchemePath path) =>
        path.Steps.Count == 0 ? Name
        : IsSetting ? $"{Name}__{string.Join("__", path.Steps)}"
        : $"{Name}: {path}";
}
