using System.Text.Json.Nodes;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Cli.Verifying;

/// <summary>A delivery under a scheme that differs in one member.</summary>
/// <param name="What">The member and its value.</param>
/// <param name="Case">The delivery.</param>
internal sealed record SchemeVariant(string What, VerifyCase Case);

/// <summary>Changes one member of a described scheme: what is copied wrongly from a provider's documents.</summary>
internal static class SchemeVariants
{
    private static readonly (string[] Path, string[] Values)[] Members =
    [
        (["encoding"], ["hex", "base64"]),
        (["secret", "decode"], ["utf8", "hex", "base64"]),
        (["algorithm"], ["hmac-sha256", "hmac-sha512", "hmac-sha1", "hmac-sha384"]),
        (["signature", "prefix"], ["sha256=", ""]),
        (["content"], ["{body}", "{timestamp}.{body}", "{timestamp}{body}", "{timestamp}:{body}", "{url}{body}"]),
    ];

    /// <summary>The variants that can be made of the delivery's scheme.</summary>
    public static IEnumerable<SchemeVariant> Of(VerifyCase presented) =>
        !presented.Provider.IsDescribed ? [] : from member in Members
            from value in member.Values
            let changed = With(presented, member.Path, value)
            where changed is not null
            select new SchemeVariant($"{string.Join('.', member.Path)}: \"{value}\"", changed);

    private static VerifyCase? With(VerifyCase presented, string[] path, string value)
    {
        JsonNode node = JsonValue.Create(value);
        foreach (var name in path.Reverse())
        {
            node = new JsonObject { [name] = node };
        }

        var changed = presented with { Provider = presented.Provider.WithScheme([new SchemeLayer("variant", node.AsObject())]) };
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
