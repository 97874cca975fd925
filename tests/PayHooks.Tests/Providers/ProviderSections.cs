using System.Globalization;
using System.Text;
using PayHooks.Verification;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Descriptions.Reading;
using PayHooks.Verification.Signatures;
using PayHooks.Verification.XSignature;

namespace PayHooks.Tests.Providers;

/// <summary>
/// The sections of docs/providers.md that say, for each described provider, what is signed and what becomes of its events. They are made of
/// the descriptions themselves, so they cannot differ from what runs.
/// </summary>
internal static class ProviderSections
{
    /// <summary>All sections, in the order of the registry.</summary>
    public static string Write()
    {
        var text = new StringBuilder();
        foreach (var provider in new ProviderRegistry().All.Where(provider => provider.HasScheme))
        {
            Write(provider, Read(provider), text);
        }

        return text.ToString();
    }

    private static SchemeDescription Read(ProviderDescriptor provider) => SchemeReader.Read(
        provider.Name == XSignatureProvider.Descriptor.Name
            ? [provider.SchemeOf!.Value, XSignatureSettings.Read(Samples.Source(provider, "a-webhook-secret"))]
            : [provider.SchemeOf!.Value]);

    private static void Write(ProviderDescriptor provider, SchemeDescription scheme, StringBuilder text)
    {
        Line(text, $"### `{provider.Name}`");
        Line(text, "");
        foreach (var signing in scheme.Signings)
        {
            Line(text, $"- **Signed**: {Signature(signing)}. Verified as `{VerificationLevelText.Of(signing.Verification)}`.");
        }

        var facts = scheme.Event;
        Line(text, $"- **Identity**: {Identity(facts)}.");
        Line(text, $"- **Type**: {Sources(facts.Type)}{(facts.Status.Count > 0 ? $", with the status {Sources(facts.Status)}" : "")}.{Kinds(facts)}");
        Line(text, $"- **Amount**: {Unit(facts)}.");
        SubjectSections.Write(facts, text);
        if (scheme.Items is { } items)
        {
            Line(text, $"- **Batch**: one event for each item of `{items.Text}`.");
        }

        if (scheme.Ping is { } ping)
        {
            Line(text, $"- **Test call**: {(ping.Body is var (before, after) ? $"a form `{before}{PingDescription.Digits}{after}` without a signature" : $"`{ping.Path!.Text}` begins with `{ping.Prefix}`")}; answered with 200, not stored.");
        }

        if (scheme.Dashboard is { } dashboard)
        {
            var (live, test) = dashboard;
            Line(text, $"- **Dashboard**: {(live == test ? $"`{live}`, live and test" : $"live `{live}`, test `{test}`")}.");
        }

        var types = facts.Types ?? new Dictionary<string, string> { ["*"] = TypeMap.Same };
        foreach (var repeated in types.Where(one => one.Value != TypeMap.Same).GroupBy(one => one.Value).Where(group => group.Count() > 1))
        {
            Line(text, $"- **Several notices of one type**: {string.Join(", ", repeated.Select(one => $"`{one.Key}`"))} are all "
                + $"`{repeated.Key}`.");
        }

        Line(text, "");
        Line(text, "| provider | type | amount |");
        Line(text, "|---|---|---|");
        foreach (var (from, to) in types)
        {
            var common = to == TypeMap.Same ? from.TrimStart('|') : to;
            Line(text, $"| `{from.Replace("|", "\\|", StringComparison.Ordinal)}` | {(to == TypeMap.Same ? "the same" : $"`{to}`")} | "
                + $"{Amount(facts, common)} |");
        }

        Line(text, "");
    }

    private static string Signature(SigningDescription signing)
    {
        var location = signing.Location;
        var place = location.Path is { } path ? $"body field `{path.Text}`"
            : string.Join(" or ", location.Headers.Select(header => $"`{header}`"));
        var list = location.List is { } entries ? entries.Key is null ? ", any entry of its list" : $", any entry `{entries.Key}`" : "";
        var content = signing.Content is { } template ? $" over `{template.Text}`"
            : signing.Fields is { } fields ? $" over the fields {string.Join(", ", fields.Names.Select(field => $"`{field.Name}`"))}"
            : "";
        var time = signing.Timestamp is { } stamp ? $"; the signed time may differ by {Duration(stamp.Tolerance)}" : "";
        return signing.Algorithm.Kind switch
        {
            SignatureKind.Basic => "nothing; `Authorization` holds HTTP Basic credentials",
            SignatureKind.Token => $"nothing; {place} holds the secret itself",
            _ => $"{signing.Algorithm.Name} in {Encoding(signing.Encoding)}{content}, in {place}{Prefix(location)}{list}{time}",
        };
    }

    private static string Prefix(SignatureLocation location) =>
        location.Prefix.Length == 0 ? "" : $" after `{location.Prefix}`{(location.IsPrefixOptional ? " or alone" : "")}";

    private static string Encoding(SignatureEncoding encoding) => encoding switch
    {
        SignatureEncoding.Hex => "hex",
        SignatureEncoding.Base64 => "base64",
        _ => "hex or base64",
    };

    private static string Duration(TimeSpan time) => time.TotalMinutes >= 1
        ? $"{time.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes"
        : $"{time.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds";

    private static string Identity(EventDescription facts) => facts.Id.Count == 0
        ? "the SHA-256 of the body"
        : $"{Sources(facts.Id)}, with the provider's own type text where the id does not have it; without such an id the SHA-256 of the "
            + "body";

    /// <summary>Sources as they read in the page.</summary>
    public static string Sources(IReadOnlyList<FactSource> sources) =>
        sources.Count == 0 ? "none" : string.Join(", else ", sources.Select(source => $"`{source.Path?.Text ?? source.Template!.Text}`"));

    private static string Kinds(EventDescription facts) => facts.Objects.Count == 0 ? "" :
        $" Kinds of objects: {string.Join("; ", facts.Objects.Select(Kind))}. A body of no kind is unrecognised.";

    private static string Kind(ObjectKind kind)
    {
        string[] marks =
        [
            .. kind.Has.Select(path => $"has `{path.Text}`"), .. kind.HasNot.Select(path => $"does not have `{path.Text}`"),
            .. kind.Is.Select(one => $"`{one.Path.Text}` is `{one.Text}`"),
        ];
        return $"`{kind.Name}` {string.Join(", ", marks)}";
    }

    private static string Unit(EventDescription facts) => facts.Amount.All.Count == 0 ? "none is read" : facts.Unit switch
    {
        AmountUnit.Minor => "in the currency's smallest unit" + Exponents(facts),
        AmountUnit.Major => "in the currency's main unit",
        _ => "in the unit that the source's `Scheme__event__unit` names; without it the value is unknown",
    };

    private static string Exponents(EventDescription facts) => facts.Exponents.Count == 0 ? "" :
        $"; decimals that differ from ISO 4217: {string.Join(", ", facts.Exponents.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} {one.Value}"))}";

    private static string Amount(EventDescription facts, string type) => facts.Amount.Of(type) is { Count: > 0 } sources
        ? string.Join(", else ",
            sources.Select(source =>
            source.Sum is null ? $"`{source.Path?.Text ?? source.Template!.Text}`" : $"sum of `{source.Path!.Text}`"))
        : "–";

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
