using System.Text.Json;

namespace PayHooks.Cli.Settings;

/// <summary>
/// Reads a JSON file of settings into configuration keys. Objects nest, names may hold <c>__</c> or <c>:</c>, arrays are lists;
/// comments and trailing commas are fine.
/// </summary>
internal static class SettingsFile
{
    private static readonly JsonDocumentOptions Json = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="valuesOnly">Whether only the object <c>Values</c> holds settings, as in <c>local.settings.json</c>; otherwise
    /// the whole file does, and <c>Values</c> is one more level that may be there.</param>
    public static SettingsFileContent Read(string path, bool valuesOnly)
    {
        try
        {
            // From a stream, because that way a byte order mark is no error.
            using var file = File.OpenRead(path);
            using var document = JsonDocument.Parse(file, Json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return SettingsFileContent.Bad($"{path} is not a JSON object. Begin it with '{{'.");
            }

            Dictionary<string, string?> settings = new(StringComparer.OrdinalIgnoreCase);
            foreach (var member in root.EnumerateObject())
            {
                if (member.NameEquals("Values"u8) && member.Value.ValueKind == JsonValueKind.Object)
                {
                    Flatten(member.Value, "", settings);
                }
                else if (!valuesOnly)
                {
                    Flatten(member.Value, Key(member.Name), settings);
                }
            }

            Locate(settings, path);
            return new SettingsFileContent(settings);
        }
        catch (JsonException e)
        {
            return SettingsFileContent.Bad($"{path} is not valid JSON: line {(e.LineNumber ?? 0) + 1}, character {(e.BytePositionInLine ?? 0) + 1}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SettingsFileContent.Bad(File.Exists(path) || Directory.Exists(path)
                ? $"The settings file {path} cannot be read: {e.Message}"
                : $"There is no settings file {path}.");
        }
    }

    // A file that the settings name lies beside them, wherever the program was started.
    private static void Locate(Dictionary<string, string?> settings, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var (name, value) in settings.ToArray())
        {
            if (name.EndsWith(":SchemeFile", StringComparison.OrdinalIgnoreCase) && !string.IsNullOrWhiteSpace(value))
            {
                settings[name] = Path.Combine(folder, value.Trim());
            }
        }
    }

    private static void Flatten(JsonElement element, string path, Dictionary<string, string?> settings)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                // An empty object is a name without a value: it must be seen, so that what it lacks can be told.
                AddEmpty(!element.EnumerateObject().Any());
                foreach (var member in element.EnumerateObject())
                {
                    Flatten(member.Value, path.Length == 0 ? Key(member.Name) : $"{path}:{Key(member.Name)}", settings);
                }

                break;
            case JsonValueKind.Array:
                AddEmpty(element.GetArrayLength() == 0);
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Flatten(item, $"{path}:{index}", settings);
                }

                break;
            case JsonValueKind.Null:
                settings[path] = null;
                break;
            default:
                // Numbers and booleans as they are written; strings unescaped.
                settings[path] = element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText();
                break;
        }

        void AddEmpty(bool isEmpty)
        {
            if (isEmpty && path.Length > 0)
            {
                settings[path] = null;
            }
        }
    }

    private static string Key(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}

/// <summary>What a settings file holds.</summary>
/// <param name="Settings">Configuration keys with their values.</param>
/// <param name="Problem">Why it could not be read, in one line, or null.</param>
internal sealed record SettingsFileContent(IReadOnlyDictionary<string, string?> Settings, string? Problem = null)
{
    /// <summary>A file that cannot be used.</summary>
    public static SettingsFileContent Bad(string problem) => new(new Dictionary<string, string?>(), problem);
}
