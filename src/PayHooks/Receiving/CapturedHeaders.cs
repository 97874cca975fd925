using System.Text;
using Microsoft.Extensions.Primitives;
using PayHooks.Captures;
using PayHooks.Verification;

namespace PayHooks.Receiving;

/// <summary>
/// The headers of a captured delivery. Signatures are shown, because they are what is diagnosed; passwords, keys, and whatever contains a
/// secret of the source are not.
/// </summary>
internal static class CapturedHeaders
{
    private static readonly string[] Hidden = ["Authorization", "Proxy-Authorization", "Cookie", "x-functions-key"];

    // What App Service adds about a signed-in caller, with tokens.
    private const string PlatformPrefix = "X-MS-";

    /// <summary>The headers of a request.</summary>
    /// <param name="headers">All headers.</param>
    /// <param name="secrets">The secrets of the source.</param>
    public static IEnumerable<CapturedHeader> Of(
        IEnumerable<KeyValuePair<string, StringValues>> headers, IReadOnlyList<Secret> secrets)
    {
        string[] texts = [.. secrets.Where(secret => secret.IsUsable).Select(secret => Encoding.UTF8.GetString(secret.Utf8).Trim())];
        return headers.SelectMany(
            header => header.Value,
            (header, value) => new CapturedHeader(header.Key, Show(header.Key, value ?? "", texts)));
    }

    private static string Show(string name, string value, string[] secrets)
    {
        var isHidden = Hidden.Contains(name, StringComparer.OrdinalIgnoreCase)
            || name.StartsWith(PlatformPrefix, StringComparison.OrdinalIgnoreCase)
            || secrets.Any(secret => value.Contains(secret, StringComparison.Ordinal));
        if (!isHidden)
        {
            return value;
        }

        // The scheme, such as Basic, is not secret and often what is wrong.
        var space = name.EndsWith("Authorization", StringComparison.OrdinalIgnoreCase) ? value.IndexOf(' ', StringComparison.Ordinal) : -1;
        return $"{value.AsSpan(0, space + 1)}(hidden, {value.Length - space - 1} characters)";
    }
}
