using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Cli.Verifying;

/// <summary>A delivery verified under a scheme that differs in one member.</summary>
/// <param name="What">The member and its value.</param>
/// <param name="Case">The delivery.</param>
internal sealed record SchemeVariant(string What, VerifyCase Case);

/// <summary>Changes one member of a declared scheme, to find values copied incorrectly from a provider's documentation.</summary>
internal static class SchemeVariants
{
    private static readonly string[] Separators = [".", "", ":", "|", ",", "-", "_", "/", "&", "\n"];

    private static readonly string[][] Contents =
        [["{timestamp}", "{body}"], ["{body}", "{timestamp}"], ["{id}", "{timestamp}", "{body}"], ["{timestamp}", "{id}", "{body}"],
            ["{url}", "{body}"]];

    private static readonly (string Name, string Member)[] Variants =
    [
        .. Texts("encoding", "hex", "base64"),
        .. Texts("secret.decode", "utf8", "hex", "base64"),

        // The entire secret as the key, including its prefix, as some senders of Standard Webhooks sign.
        ("""secret: { "decode": "utf8", "prefix": "" }""", """{ "secret": { "decode": "utf8", "prefix": "" } }"""),
        .. Texts("algorithm", "hmac-sha256", "hmac-sha512", "hmac-sha1", "hmac-sha384"),
        .. Texts("signature.prefix", "sha256=", ""),
        .. Texts("content", ["{body}", .. from parts in Contents from separator in Separators select string.Join(separator, parts)]),
    ];

    /// <summary>Returns the variants that apply to the delivery's scheme.</summary>
    public static IEnumerable<SchemeVariant> Of(VerifyCase presented) =>
        !presented.Provider.IsDescribed ? [] : from variant in Variants
                                               let changed = With(presented, variant.Member)
                                               where changed is not null
                                               select new SchemeVariant(variant.Name, changed);

    // One variant for each value of a member; the member's name is a path.
    private static IEnumerable<(string Name, string Member)> Texts(string path, params IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            JsonNode node = JsonValue.Create(value);
            foreach (var name in path.Split('.').Reverse())
            {
                node = new JsonObject { [name] = node };
            }

            yield return ($"{path}: \"{value.Replace("\n", "\\n", StringComparison.Ordinal)}\"", node.ToJsonString());
        }
    }

    private static VerifyCase? With(VerifyCase presented, string member)
    {
        var changed = presented with
        {
            Provider = presented.Provider.WithScheme([new SchemeLayer("variant", JsonNode.Parse(member)!.AsObject())]),
        };
        try
        {
            changed.Open();
            return changed;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
