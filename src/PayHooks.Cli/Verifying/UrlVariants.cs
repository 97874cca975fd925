namespace PayHooks.Cli.Verifying;

/// <summary>The URLs that the provider may have signed instead of the given one.</summary>
internal static class UrlVariants
{
    /// <summary>Returns the variants that differ from the URL.</summary>
    public static IEnumerable<string> Of(string url)
    {
        var bare = url.Split('?', '#')[0];
        return new[]
        {
            url.StartsWith("http:", StringComparison.Ordinal) ? $"https:{url[5..]}" : url,
            url.StartsWith("https:", StringComparison.Ordinal) ? $"http:{url[6..]}" : url,
            bare,
            bare.TrimEnd('/'),
            $"{bare}/",
            Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.AbsoluteUri : url,
            Uri.TryCreate(url, UriKind.Absolute, out uri) ? new UriBuilder(uri) { Port = -1 }.Uri.AbsoluteUri : url,
        }.Where(variant => variant != url).Distinct(StringComparer.Ordinal);
    }
}
