using System.Text.Json;

namespace PayHooks.Verification.Samples;

/// <summary>
/// All samples, read from the embedded lists: one <c>events.json</c> next to the templates of each provider. A row is an event:
/// its <c>event</c> name, the common <c>type</c>, the <c>template</c>, <c>signed</c> if it is not signed, and the values of the template's
/// placeholders, including <c>event</c>. A suffix after <c>/</c> in a name distinguishes several samples of one event.
/// </summary>
internal static class SampleList
{
    private const string Folder = "Samples/";
    private const string File = "/events.json";

    /// <summary>The samples by provider name.</summary>
    public static IReadOnlyDictionary<string, SampleEvent[]> All { get; } = typeof(SampleList).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(File, StringComparison.Ordinal))
        .ToDictionary(name => name[Folder.Length..^File.Length], Read, StringComparer.Ordinal);

    private static SampleEvent[] Read(string resource)
    {
        using var stream = typeof(SampleList).Assembly.GetManifestResourceStream(resource)!;
        using var list = JsonDocument.Parse(stream);
        var folder = resource[Folder.Length..^(File.Length - 1)];
        return [.. list.RootElement.EnumerateArray().Select(row => Event(row, folder))];
    }

    private static SampleEvent Event(JsonElement row, string folder)
    {
        var name = row.GetProperty("event").GetString()!;
        var values = row.EnumerateObject()
            .Where(member => member.Name is not ("event" or "type" or "template" or "signed"))
            .Select(member => (member.Name, member.Value.GetString()!));
        return new SampleEvent(name, row.GetProperty("type").GetString()!, folder + row.GetProperty("template").GetString(),
            [("event", name.Split('/')[0]), .. values])
        {
            IsSigned = !row.TryGetProperty("signed", out var signed) || signed.GetBoolean(),
        };
    }
}
