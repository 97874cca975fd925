using Microsoft.Extensions.Configuration;
using PayHooks.Verification;
using PayHooks.Verification.Descriptions;
using PayHooks.Verification.Descriptions.Model;
using PayHooks.Verification.Descriptions.Running;

namespace PayHooks.Configuration;

/// <summary>Reads one <c>PayHooks__Sources__&lt;name&gt;</c>; its errors affect only that source.</summary>
internal sealed class SourceReader(SettingsReader reader, ProviderRegistry providers)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // Some gateways retry for days with the original signature and timestamp. A captured delivery can be replayed within the tolerance;
    // that is harmless, because duplicates are recognized for far longer.
    private static readonly TimeSpan LongestTolerance = 7 * Day;

    /// <summary>The settings of the source, or null when it cannot be determined.</summary>
    public SourceSettings? Read(IConfigurationSection section)
    {
        var name = section.Key.ToLowerInvariant();
        if (!SourceName.IsWellFormed(name))
        {
            reader.Problem(section, "is not a source name", $"Use 1 to {SourceName.MaxLength} of a-z, 0-9 and _.", name);
            return null;
        }

        var providerName = SettingsReader.Text(section, "Provider") ?? name;
        if (providers.Find(providerName) is not { } provider)
        {
            reader.Problem(section.GetSection("Provider"), $"names no provider ('{providerName}')",
                $"Set it to one of: {string.Join(", ", providers.All.Select(known => known.Name))}.", name);
            return null;
        }

        if (Scheme(section, provider, name) is not { } scheme)
        {
            return null;
        }

        reader.Unknown(section, ["Provider", "Secrets", "AcceptUnsigned", "SilenceAfter", "Api", .. provider.OwnSettings], name);
        var settings = new SourceSettings
        {
            Name = name,
            Provider = provider.Name,
            Secrets = Secrets(section.GetSection("Secrets"), provider, scheme, name),
            AcceptUnsigned = Unsigned(section.GetSection("AcceptUnsigned"), provider, name),
            Header = SettingsReader.Text(section, "Header"),
            Algorithm = SettingsReader.Text(section, "Algorithm"),
            Encoding = SettingsReader.Text(section, "Encoding"),
            Prefix = SettingsReader.Text(section, "Prefix"),
            TimestampHeader = SettingsReader.Text(section, "TimestampHeader"),
            Tolerance = reader.Time(section, "Tolerance", TimeSpan.FromSeconds(1), LongestTolerance, name),
            Scheme = scheme,
            SilenceAfter = reader.Time(section, "SilenceAfter", TimeSpan.FromMinutes(1), 365 * Day, name),
        };

        var api = section.GetSection("Api");
        return Check(section, provider, settings) is { } created
            ? settings with { Api = new ApiSettingsReader(reader, name).Read(api, provider.Name, created.ApiForm, settings.Secrets) }
            : settings;
    }

    // The provider with these settings, or null if they do not fit it, which is reported.
    private IWebhookProvider? Check(IConfigurationSection section, ProviderDescriptor provider, SourceSettings settings)
    {
        try
        {
            var created = provider.Create(settings);
            if (created is DeclarativeProvider described)
            {
                foreach (var (member, what, fix) in described.Warnings)
                {
                    reader.Warning($"{SettingsReader.NameOf(section)}__Scheme__{string.Join("__", member.Steps)}", what, fix,
                        settings.Name);
                }

                foreach (var (index, what) in described.UnusableSecrets)
                {
                    reader.Problem($"{SettingsReader.NameOf(section)}__Secrets__{index}", what,
                        $"Set it to {SecretForm(provider, settings.Scheme)}.", settings.Name);
                }
            }

            return created;
        }
        catch (SchemeException e)
        {
            foreach (var fault in e.Errors)
            {
                reader.Problem(fault.Path, fault.Message, fault.Fix, settings.Name);
            }
        }
        catch (FormatException e)
        {
            reader.Problem(section, "does not fit its provider", e.Message, settings.Name);
        }

        return null;
    }

    // The file first, overlaid with the settings. Null if the file exists but cannot be read: the source would be a different one without
    // it.
    private List<SchemeLayer>? Scheme(IConfigurationSection section, ProviderDescriptor provider, string source)
    {
        List<SchemeLayer> parts = [];
        if (!provider.IsDescribed)
        {
            return parts;
        }

        try
        {
            if (SettingsReader.Text(section, "SchemeFile") is { } file)
            {
                parts.Add(SchemeLoader.OfFile(file, SettingsReader.NameOf(section.GetSection("SchemeFile"))));
            }

            if (SchemeLoader.OfSettings(section.GetSection("Scheme")) is { } own)
            {
                parts.Add(own);
            }

            return parts;
        }
        catch (SchemeException e)
        {
            reader.Problem(e.Errors[0].Path, e.Errors[0].Message, e.Errors[0].Fix, source);
            return null;
        }
    }

    private static string SecretForm(ProviderDescriptor provider, IReadOnlyList<SchemeLayer> scheme) =>
        SchemePreset.SecretForm(scheme) ?? provider.SecretForm;

    private List<Secret> Secrets(IConfigurationSection section, ProviderDescriptor provider, IReadOnlyList<SchemeLayer> scheme,
        string source)
    {
        List<Secret> secrets = [];
        foreach (var item in reader.List(section, source))
        {
            var secret = new Secret(secrets.Count, item.Value ?? "");
            secrets.Add(secret);
            if (secret.Problem is { } problem)
            {
                reader.Problem(item, problem, $"Set it to {SecretForm(provider, scheme)}, or remove it.", source);
            }
            else if (secret.Warning is { } warning)
            {
                reader.Warning(item, warning, "Set it to exactly what the provider shows.", source);
            }
        }

        if (secrets.Count == 0)
        {
            reader.Problem(section, "has no secret", $"Set {SettingsReader.NameOf(section)}__0 to {SecretForm(provider, scheme)}.", source);
        }

        return secrets;
    }

    private HashSet<string> Unsigned(IConfigurationSection section, ProviderDescriptor provider, string source)
    {
        HashSet<string> kinds = new(StringComparer.Ordinal);
        foreach (var item in reader.List(section, source))
        {
            var kind = (item.Value ?? "").Trim().ToLowerInvariant();
            if (provider.UnsignedKinds.Contains(kind, StringComparer.Ordinal))
            {
                kinds.Add(kind);
                continue;
            }

            reader.Problem(item, $"('{kind}') is not an unsigned kind of {provider.Name}",
                provider.UnsignedKinds.Count == 0 ? "Remove it: this provider authenticates everything."
                    : $"Use: {string.Join(", ", provider.UnsignedKinds)}.", source);
        }

        return kinds;
    }
}
