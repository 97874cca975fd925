using System.Text.Json;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Reads the members of a JSON object in a request. A value of another type is an error: taken as absent, a filter would match
/// more than was asked for.</summary>
internal static class JsonMembers
{
    /// <summary>The first member that is not one of these; null if all are.</summary>
    public static string? UnknownOf(JsonElement json, IReadOnlyList<string> known) =>
        json.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal));

    /// <summary>Reads a text; null if it is absent, null or empty.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Text(JsonElement json, string name, out string? text)
    {
        text = null;
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return $"{name} must be a string.";
        }

        text = value.GetString() is { Length: > 0 } read ? read : null;
        return null;
    }

    /// <summary>Reads several texts: an array of them, or one text; null if it is absent, null or empty.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Texts(JsonElement json, string name, out IReadOnlyList<string>? texts)
    {
        texts = null;
        if (!json.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Array)
        {
            var problem = Text(json, name, out var text);
            texts = text is null ? null : [text];
            return problem is null ? null : $"{name} must be a string or an array of strings.";
        }

        if (value.GetArrayLength() is 0 or > EventQuery.MaxValues
            || value.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.String || one.GetString()!.Length == 0))
        {
            return $"{name} must be a string or an array of 1 to {EventQuery.MaxValues} strings.";
        }

        texts = [.. value.EnumerateArray().Select(one => one.GetString()!).Distinct(StringComparer.Ordinal)];
        return null;
    }

    /// <summary>Reads a time; null if it is absent or null.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Time(JsonElement json, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        time = value.ValueKind == JsonValueKind.String ? TimeText.Read(value.GetString()!) : null;
        return time is null ? TimeText.ProblemOf(name) : null;
    }

    /// <summary>Reads a number from 1; null if it is absent or null.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Number(JsonElement json, string name, int most, out int? number)
    {
        number = null;
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var read) || read < 1 || read > most)
        {
            return most == int.MaxValue ? $"{name} must be a number, at least 1." : $"{name} must be a number from 1 to {most}.";
        }

        number = read;
        return null;
    }

    /// <summary>Reads true or false; null if it is absent or null.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Flag(JsonElement json, string name, out bool? flag)
    {
        flag = null;
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return $"{name} must be true or false.";
        }

        flag = value.GetBoolean();
        return null;
    }
}
