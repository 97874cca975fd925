using System.Globalization;
using Microsoft.Extensions.Configuration;
using PayHooks.Forwarding;

namespace PayHooks.Configuration;

/// <summary>Reads <c>Forward</c>: the single target, and those of the list.</summary>
internal sealed class ForwardReader(SettingsReader settings, IReadOnlyList<string> sources)
{
    private const string MinimumName = "MinimumVerification";
    private const string TargetsName = "Targets";

    private static readonly string[] OfSingle = [TargetReader.UrlName, TargetReader.SecretName, MinimumName, TargetsName];
    private static readonly string[] OfTarget =
    [
        TargetReader.UrlName, TargetReader.SecretName, MinimumName, "Sources", "Types", "Concurrency", "RatePerSecond", "Timeout",
    ];

    private readonly TargetReader targets = new(settings);

    /// <summary>Returns all targets.</summary>
    public IReadOnlyList<ForwardSettings> Read(IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        settings.Unknown(section, OfSingle);
        List<ForwardSettings> all = [];
        var isSingle = SettingsReader.Text(section, TargetReader.UrlName) is not null
            || SettingsReader.Text(section, TargetReader.SecretName) is not null;
        if (isSingle && ReadOne(section) is { } single)
        {
            all.Add(single);
        }

        foreach (var item in settings.List(section.GetSection(TargetsName)))
        {
            settings.Unknown(item, OfTarget);
            if (ReadOne(item) is { } target)
            {
                all.Add(target with
                {
                    // The number, not the position: the others keep their names when one is removed.
                    Name = $"{EventForwarder.Name}-{int.Parse(item.Key, CultureInfo.InvariantCulture)}",
                    Sources = SourcesOf(item.GetSection("Sources")),
                    Types = TypesOf(item.GetSection("Types")),
                    Limits = new HandlerLimits
                    {
                        Concurrency = settings.Number(item, "Concurrency", 1, 1000),
                        RatePerSecond = settings.Number(item, "RatePerSecond", 1, 10_000),
                        Timeout = settings.Time(item, "Timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
                    },
                });
            }
        }

        return all;
    }

    private ForwardSettings? ReadOne(IConfigurationSection section)
    {
        if (targets.Url(section, "Set it to the target of the forwarder, or remove the forwarder's secret.") is not { } url
            || targets.Secret(section) is not { } secret)
        {
            return null;
        }

        VerificationLevel? minimum = (SettingsReader.Text(section, MinimumName) ?? "verified").ToLowerInvariant() switch
        {
            "verified" => VerificationLevel.Credentials,
            "partial" => VerificationLevel.Partial,
            "none" => VerificationLevel.None,
            _ => null,
        };
        if (minimum is null)
        {
            settings.Problem(section.GetSection(MinimumName), "is not one of the levels", "Set it to verified, partial or none.");
        }

        return new ForwardSettings(url, secret, minimum ?? VerificationLevel.Credentials);
    }

    private List<string> SourcesOf(IConfigurationSection section)
    {
        List<string> named = [.. WordsOf(section).Select(name => name.ToLowerInvariant())];
        foreach (var unknown in named.Where(name => !sources.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            settings.Problem(section, $"names the source '{unknown}', which is not configured", "Correct the name, or add the source.");
        }

        return named;
    }

    private List<string> TypesOf(IConfigurationSection section)
    {
        var types = WordsOf(section);
        foreach (var type in types.Where(type => type.Contains('*') && type != "*" && !type.EndsWith(".*", StringComparison.Ordinal)))
        {
            settings.Problem(section, $"has the pattern '{type}'", "Write a type (payment.succeeded), a family (payment.*) or *.");
        }

        return types.Count == 0 ? ["*"] : types;
    }

    // One value with commas fits into one setting of an app; a numbered list is what configuration files make of an array.
    private List<string> WordsOf(IConfigurationSection section) => section.Value is { } text
        ? [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
        : [.. settings.List(section).Select(item => item.Value?.Trim()).OfType<string>().Where(item => item.Length > 0)];
}
