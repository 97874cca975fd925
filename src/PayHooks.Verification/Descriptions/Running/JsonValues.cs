using System.Text.Json;
using PayHooks.Verification.Json;

namespace PayHooks.Verification.Descriptions.Running;

/// <summary>Reads values of a parsed response, for the few that are lists of texts.</summary>
internal static class JsonValues
{
    /// <summary>The values at a path, in order.</summary>
    public static IEnumerable<JsonElement> At(JsonElement root, JsonPath path)
    {
        IEnumerable<JsonElement> found = [root];
        foreach (var step in path.Steps)
        {
            found = found.SelectMany(value => Step(value, step));
        }

        return found;
    }

    /// <summary>The texts at a path: strings, numbers and booleans.</summary>
    public static IReadOnlyList<string> Texts(JsonElement root, JsonPath path) => [.. At(root, path).Select(Text).OfType<string>()];

    /// <summary>The text at a path; null if it is absent or empty.</summary>
    public static string? Text(JsonElement root, JsonPath path) => Texts(root, path) is [{ Length: > 0 } text, ..] ? text : null;

    private static IEnumerable<JsonElement> Step(JsonElement value, JsonStep step) => value.ValueKind switch
    {
        JsonValueKind.Object when step.Name is { } name && value.TryGetProperty(name, out var member) => [member],
        JsonValueKind.Array when step.IsEach => value.EnumerateArray(),
        JsonValueKind.Array when step.Name is null && step.Index < value.GetArrayLength() => [value[step.Index]],
        _ => [],
    };

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
