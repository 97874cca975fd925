using System.Text.Json;

namespace PayHooks.AspNetCore.OpenApi;

/// <summary>
/// What the members of responses mean: the comments of the code, which a test writes to <c>response-members.json</c> and compares with it,
/// because comments are not part of an assembly.
/// </summary>
internal static class ResponseMembers
{
    private const string Resource = "OpenApi/response-members.json";

    private static readonly Lazy<Dictionary<string, string>> Descriptions = new(Read);

    /// <summary>The description of a member, or null.</summary>
    /// <param name="type">The name of the type (<see cref="ResponseSchemas.NameOf"/>).</param>
    /// <param name="member">The name of the member in JSON.</param>
    public static string? DescriptionOf(string type, string member) => Descriptions.Value.GetValueOrDefault($"{type}.{member}");

    private static Dictionary<string, string> Read()
    {
        using var stream = typeof(ResponseMembers).Assembly.GetManifestResourceStream(Resource)!;
        using var json = JsonDocument.Parse(stream);
        return json.RootElement.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()!, StringComparer.Ordinal);
    }
}
