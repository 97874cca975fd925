using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace PayHooks.Verification;

/// <summary>Headers stored with a delivery: those the provider needs (in full) and diagnostic ones (truncated to 200 characters).</summary>
internal static class RetainedHeaders
{
    /// <summary>The maximum length of a value that a provider reads; ids and topics are far shorter.</summary>
    public const int LongestRead = 1024;

    private const int LongestShown = 200;

    private static readonly string[] Shown = ["Content-Type", "User-Agent"];

    /// <summary>Selects the headers of a request to store.</summary>
    /// <param name="provider">The source's provider.</param>
    /// <param name="header">The request's headers.</param>
    /// <param name="tooLong">The name of an oversized header that the provider reads, or null. It is never truncated: the identity may
    /// depend on it.</param>
    public static List<KeyValuePair<string, string>> Take(IWebhookProvider provider, Func<string, StringValues> header, out string? tooLong)
    {
        tooLong = null;
        List<KeyValuePair<string, string>> retained = [];
        for (var i = 0; i < provider.RetainedHeaders.Count; i++)
        {
            var name = provider.RetainedHeaders[i];

            // Several values of one name are equivalent to one comma-separated value (RFC 9110, 5.3).
            var value = header(name).ToString();
            if (value.Length > LongestRead)
            {
                tooLong = name;
            }

            if (value.Length > 0 && Find(retained, name) is null)
            {
                retained.Add(new(name, value));
            }
        }

        foreach (var name in Shown)
        {
            if (header(name) is [{ Length: > 0 } value, ..] && Find(retained, name) is null)
            {
                retained.Add(new(name, value.Length <= LongestShown ? value : value[..LongestShown]));
            }
        }

        return retained;
    }

    /// <summary>Returns a lookup of stored headers for <see cref="IWebhookProvider.Read"/>; null if the provider reads none.</summary>
    public static Func<string, string?>? Reader(IWebhookProvider provider, IReadOnlyList<KeyValuePair<string, string>> retained) =>
        provider.RetainedHeaders.Count == 0 ? null : name => Find(retained, name);

    /// <summary>
    /// The name of a body in the body store, derived from everything that <see cref="IWebhookProvider.Read"/> uses, so that duplicates
    /// share one body, but events that differ only in a header do not.
    /// </summary>
    public static string BodyName(IWebhookProvider provider, string source, ReadOnlySpan<byte> body, IReadOnlyList<KeyValuePair<string,
        string>> retained)
    {
        var hash = EventIds.BodyHash(body);
        if (provider.RetainedHeaders.Count == 0)
        {
            return $"{source}/{hash}";
        }

        var text = new StringBuilder(hash);
        foreach (var name in provider.RetainedHeaders)
        {
            text.Append('\n').Append(Find(retained, name));
        }

        return $"{source}/{hash}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16))}";
    }

    private static string? Find(IReadOnlyList<KeyValuePair<string, string>> retained, string name)
    {
        for (var i = 0; i < retained.Count; i++)
        {
            if (string.Equals(retained[i].Key, name, StringComparison.OrdinalIgnoreCase))
            {
                return retained[i].Value;
            }
        }

        return null;
    }
}
