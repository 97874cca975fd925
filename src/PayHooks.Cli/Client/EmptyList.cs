using System.Text.Json;
using PayHooks.Cli.Terminal;
using PayHooks.Verification;

namespace PayHooks.Cli.Client;

/// <summary>Explains an empty list of events, for example a typo in the source or the type.</summary>
internal static class EmptyList
{
    /// <summary>Writes the explanation.</summary>
    /// <param name="screen">Where to write it.</param>
    /// <param name="api">The server, which knows its sources and the common types.</param>
    /// <param name="filter">The filter that no event matches.</param>
    /// <param name="otherwise">What to write when there seems to be no typo.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The exit code: 1 when the source does not exist, otherwise 0.</returns>
    public static async Task<int> ExplainAsync(
        CliConsole screen, ApiClient api, EventFilter filter, string otherwise, CancellationToken cancellationToken)
    {
        var host = filter.Source.IsEmpty && filter.Type.IsEmpty ? null : (await api.GetAsync("api/host", cancellationToken)).Json;
        var sources = Texts(host, "sources");
        if (sources.Count > 0 && filter.Source.Except(sources, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } source)
        {
            return screen.Fail(
                $"{api.Name} has no source '{source}'.{Suggest(source, sources)} Its sources: {string.Join(", ", sources)}.");
        }

        // Types are open: a provider may have others than the common ones, so only a near match is suggested.
        var types = Texts(host, "types");
        var suggested = filter.Type.Except(types, StringComparer.Ordinal).Select(type => (Type: type, Near: Suggest(type, types)))
            .FirstOrDefault(one => one.Near.Length > 0);
        screen.Hint(suggested.Type is { } type ? $"No event has the type '{type}'.{suggested.Near}" : otherwise);
        return ExitCode.Done;
    }

    private static IReadOnlyList<string> Texts(JsonElement? host, string name) =>
        host is { ValueKind: JsonValueKind.Object } facts && facts.TryGetProperty(name, out var list)
            && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
            : [];

    private static string Suggest(string word, IReadOnlyList<string> known) =>
        DidYouMean.To(word, known) is { } near ? $" Did you mean {near}?" : "";
}
