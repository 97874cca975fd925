namespace PayHooks.Registration;

/// <summary>Compares the URLs of endpoints.</summary>
internal static class EndpointUrl
{
    /// <summary>Whether two texts are the same URL: capital letters in the host and the port 443 make no difference.</summary>
    public static bool AreSame(string one, string other) => string.Equals(Normal(one), Normal(other), StringComparison.Ordinal);

    /// <summary>Whether a URL leads to the webhook route of a source, on whichever host.</summary>
    public static bool IsOf(string url, string source) => Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && parsed.AbsolutePath.TrimEnd('/').EndsWith($"/webhooks/{source}", StringComparison.OrdinalIgnoreCase);

    private static string Normal(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.AbsoluteUri : url;
}
