using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Configuration;

/// <summary>Reads the description of a scheme from a file or from settings.</summary>
internal static class SchemeLoader
{
    private const int LongestFile = 1 << 20;

    /// <summary>Reads a file, relative to the current folder or the program's folder.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="setting">The setting or option that names it, for messages.</param>
    /// <exception cref="SchemeException">The file does not exist or is not a JSON object.</exception>
    public static SchemeLayer OfFile(string file, string setting)
    {
        var path = File.Exists(file) ? file : Path.Combine(AppContext.BaseDirectory, file);
        try
        {
            using var stream = File.OpenRead(File.Exists(path) ? path : file);
            if (stream.Length > LongestFile)
            {
                throw SchemeException.Of(setting, $"names a file of {stream.Length} bytes ('{file}')",
                    "Name the JSON file that describes the scheme.");
            }

            var json = new byte[stream.Length];
            stream.ReadExactly(json);
            return SchemeLayer.Parse(Path.GetFileName(file), json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw SchemeException.Of(setting, e is FileNotFoundException or DirectoryNotFoundException
                ? $"names a file that is not there ('{file}')" : $"names a file that cannot be read ('{file}')",
                $"Put it there, or correct the path; a relative one begins in {Environment.CurrentDirectory} or "
                    + $"{AppContext.BaseDirectory}.");
        }
    }

    /// <summary>The description under a setting, as nested settings or as a JSON string; null if there is none.</summary>
    /// <exception cref="SchemeException">The string is not a JSON object.</exception>
    public static SchemeLayer? OfSettings(IConfigurationSection section)
    {
        var name = SettingsReader.NameOf(section);
        if (section.GetChildren().Any())
        {
            return new SchemeLayer(name, Members(section), IsSetting: true);
        }

        return string.IsNullOrWhiteSpace(section.Value) ? null
            : SchemeLayer.Parse(name, Encoding.UTF8.GetBytes(section.Value)) with { IsSetting = true };
    }

    private static JsonObject Members(IConfigurationSection section)
    {
        var members = new JsonObject();
        foreach (var child in section.GetChildren())
        {
            members[child.Key] = Node(child);
        }

        return members;
    }

    private static JsonNode? Node(IConfigurationSection section)
    {
        var children = section.GetChildren().ToArray();
        if (children.Length == 0)
        {
            return section.Value is { } text ? JsonValue.Create(text) : null;
        }

        // A provider's statuses may be numbers; no other object has numeric names.
        return !section.Key.Equals("types", StringComparison.OrdinalIgnoreCase)
            && children.All(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? new JsonArray([.. children.OrderBy(child => int.Parse(child.Key, CultureInfo.InvariantCulture)).Select(Node)])
            : Members(section);
    }
}
