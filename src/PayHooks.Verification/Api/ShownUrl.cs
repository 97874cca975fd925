namespace PayHooks.Verification.Api;

/// <summary>
/// The URL of an endpoint for people and logs. Its query can contain a key (<c>?code=…</c>), and so can what is in front of its host.
/// </summary>
internal static class ShownUrl
{
    private const string Hidden = "…";

    /// <summary>Returns the URL without what may be secret.</summary>
    public static string Of(string url)
    {
        var end = url.AsSpan().IndexOfAny('?', '#');
        var start = url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme && (end < 0 || scheme < end) ? scheme + 3 : 0;
        var shown = end < 0 ? url : url[..end];
        var path = shown.IndexOf('/', start);
        var host = start + shown[start..(path < 0 ? shown.Length : path)].LastIndexOf('@') + 1;
        return $"{shown[..start]}{(host > start ? $"{Hidden}@" : "")}{shown[host..]}{(end < 0 ? "" : $"{url[end]}{Hidden}")}";
    }

    /// <summary>What it leaves out.</summary>
    public static IEnumerable<string> HiddenIn(string? url) =>
        url is not null && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            ? parsed.Query.TrimStart('?').Split('&').SelectMany(parameter => parameter.Split('=', 2)[1..])
                .SelectMany(value => new[] { value, Uri.UnescapeDataString(value) }).Append(parsed.UserInfo)
                .Where(value => value.Length > 0)
            : [];
}
