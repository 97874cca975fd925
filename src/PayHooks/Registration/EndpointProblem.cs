using PayHooks.Verification.Api;

namespace PayHooks.Registration;

/// <summary>What is wrong with the endpoints of a source.</summary>
internal static class EndpointProblem
{
    private const int MostNamed = 5;

    /// <summary>
    /// Returns what is wrong and what to do; null if an enabled endpoint exists and gets the required events. Its URL is the one in the
    /// settings where the provider signs it, otherwise any that ends in the route of the source.
    /// </summary>
    public static string? Of(IReadOnlyList<ApiEndpoint> endpoints, EndpointRules rules, string source)
    {
        var fix = $"Run payhooks register {source} --url URL, or correct it in the provider's dashboard.";
        var ours = endpoints.Where(endpoint => IsOurs(endpoint, rules, source)).ToList();
        if (ours.Count == 0)
        {
            var url = rules.Url is null ? $"…/webhooks/{source}" : ShownUrl.Of(rules.Url);
            return endpoints.Count == 0 ? $"The provider has no webhook endpoint. {fix}"
                : $"None of the provider's {endpoints.Count} webhook endpoints has the URL {url}. {fix}";
        }

        if (ours.Find(endpoint => endpoint.IsUnfinished) is { } unfinished)
        {
            return $"Endpoint {unfinished.Id} is of a registration that did not finish, so its secret may not be stored. {fix}";
        }

        var enabled = ours.Where(endpoint => endpoint.Enabled != false).ToList();
        if (enabled.Count == 0)
        {
            return $"The provider's webhook endpoint {ShownUrl.Of(ours[0].Url)} is disabled: nothing is sent. {fix}";
        }

        string[] missing = [.. Lacking(enabled, rules.RequiredEvents, rules)];
        return missing.Length == 0 ? null
            : $"The provider's webhook endpoint {ShownUrl.Of(enabled[0].Url)} lacks the event types {Names(missing)}. {fix}";
    }

    /// <summary>The event types that the endpoints of a source lack, without those that it requires.</summary>
    public static IReadOnlyList<string> Unsubscribed(IReadOnlyList<ApiEndpoint> endpoints, EndpointRules rules, string source)
    {
        var enabled = endpoints.Where(endpoint => IsOurs(endpoint, rules, source) && endpoint.Enabled != false).ToList();
        return enabled.Count == 0 ? []
            : [.. Lacking(enabled, rules.Events, rules).Except(rules.RequiredEvents, StringComparer.Ordinal)];
    }

    // Several endpoints together may get all events.
    private static IEnumerable<string> Lacking(List<ApiEndpoint> enabled, IReadOnlyList<string> events, EndpointRules rules)
    {
        var known = enabled.SelectMany(endpoint => endpoint.Events ?? []).ToHashSet(StringComparer.Ordinal);
        return enabled.Exists(endpoint => endpoint.Events is null) || (rules.EveryEvent is { } every && known.Contains(every)) ? []
            : events.Where(type => !known.Contains(type));
    }

    /// <summary>Whether an endpoint leads to the source.</summary>
    public static bool IsOurs(ApiEndpoint endpoint, EndpointRules rules, string source) =>
        rules.Url is { } url ? EndpointUrl.AreSame(endpoint.Url, url) : EndpointUrl.IsOf(endpoint.Url, source);

    private static string Names(string[] types) => types.Length <= MostNamed ? string.Join(", ", types)
        : $"{string.Join(", ", types.Take(MostNamed))} and {types.Length - MostNamed} more";
}
