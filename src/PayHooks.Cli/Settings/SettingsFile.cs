using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace PayHooks.Cli.Settings;

/// <summary>
/// Reads a JSON settings file into configuration keys, like <c>appsettings.json</c>. In addition, a name may use <c>__</c> for
/// <c>:</c>, as in <c>local.settings.json</c>.
/// </summary>
internal static class SettingsFile
{
    private const string ValuesSection = "Values:";

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="valuesOnly">Whether only the object <c>Values</c> contains settings, as in <c>local.settings.json</c>; otherwise
    /// the whole file does, and <c>Values</c> is an optional additional level.</param>
    /// <param name="text">A text to read instead of that of the file; null for that of the file.</param>
    public static SettingsFileContent Read(string path, bool valuesOnly, byte[]? text = null)
    {
        try
        {
            using Stream file = text is null ? File.OpenRead(path) : new MemoryStream(text);
            Dictionary<string, string?> settings = new(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, value) in new ConfigurationBuilder().AddJsonStream(file).Build().AsEnumerable())
            {
                if (name.StartsWith(ValuesSection, StringComparison.OrdinalIgnoreCase))
                {
                    settings[Key(name[ValuesSection.Length..])] = value;
                }
                else if (!valuesOnly)
                {
                    settings[Key(name)] = value;
                }
            }

            Locate(settings, path);
            return new SettingsFileContent(settings);
        }
        catch (JsonException e)
        {
            return SettingsFileContent.Bad(
                $"{path} is not valid JSON: line {(e.LineNumber ?? 0) + 1}, character {(e.BytePositionInLine ?? 0) + 1}.");
        }
        catch (FormatException e)
        {
            return SettingsFileContent.Bad($"{path} cannot be used: {e.Message} Write one JSON object, and use each name once.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SettingsFileContent.Bad(File.Exists(path) || Directory.Exists(path)
                ? $"The settings file {path} cannot be read: {e.Message}"
                : $"There is no settings file {path}.");
        }
    }

    // Paths in the settings are relative to the settings file, not to the working directory.
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

    private static string Key(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}

/// <summary>The content of a settings file.</summary>
/// <param name="Settings">Configuration keys with their values.</param>
/// <param name="Problem">Why the file could not be read, in one line, or null.</param>
internal sealed record SettingsFileContent(IReadOnlyDictionary<string, string?> Settings, string? Problem = null)
{
    /// <summary>Creates the result for a file that cannot be used.</summary>
    public static SettingsFileContent Bad(string problem) => new(new Dictionary<string, string?>(), problem);
}
