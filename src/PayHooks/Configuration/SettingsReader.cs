using System.Globalization;
using Microsoft.Extensions.Configuration;
using PayHooks.Verification;

namespace PayHooks.Configuration;

/// <summary>
/// Reads <c>PayHooks__…</c> strictly: an invalid value or an unknown name becomes a <see cref="ConfigurationError"/>
/// that names the setting and the fix. It never guesses and never throws.
/// </summary>
internal sealed class SettingsReader
{
    private static readonly string[] Names =
    [
        "Sources", "MaxBodyBytes", "AckTimeout", "Retention", "DeduplicationWindow", "HandlerTimeout", "Queues", "Shards", "Retry",
        "Forward", "Notifications", "AdminKey", "SignIn",
    ];

    private const int ShortestKey = 16;
    private const int FewestCharacters = 8;

    private readonly IConfigurationSection root;
    private readonly ProviderRegistry providers;
    private readonly List<ConfigurationError> problems = [];
    private readonly List<ConfigurationError> warnings = [];

    private SettingsReader(IConfiguration configuration, ProviderRegistry providers)
    {
        root = configuration.GetSection("PayHooks");
        this.providers = providers;
    }

    /// <summary>Reads the settings; <see cref="PayHooksOptions.Errors"/> lists the errors.</summary>
    public static PayHooksOptions Read(IConfiguration configuration, ProviderRegistry providers)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(providers);
        return new SettingsReader(configuration, providers).Read();
    }

    /// <summary>The name of a setting in the form used for environment variables.</summary>
    internal static string NameOf(IConfigurationSection section) => section.Path.Replace(":", "__", StringComparison.Ordinal);

    private PayHooksOptions Read()
    {
        Unknown(root, Names);
        var defaults = new PayHooksOptions();
        var retention = Time(root, "Retention", TimeSpan.FromDays(1), TimeSpan.FromDays(3650)) ?? defaults.Retention;
        var window = (IsUnlimited(root.GetSection("DeduplicationWindow"))
            ? PayHooksOptions.Unlimited
            : Time(root, "DeduplicationWindow", TimeSpan.FromDays(1), TimeSpan.FromDays(3650))) ?? defaults.DeduplicationWindow;
        if (window < retention)
        {
            Problem(root.GetSection("DeduplicationWindow"), $"({Show(window)}) is shorter than Retention ({Show(retention)})",
                "Set it to at least the retention.");
        }

        return new PayHooksOptions
        {
            MaxBodyBytes = Number(root, "MaxBodyBytes", 1024, 64 * 1024 * 1024) ?? defaults.MaxBodyBytes,
            AckTimeout = Time(root, "AckTimeout", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)) ?? defaults.AckTimeout,
            Retention = retention,
            DeduplicationWindow = window,
            Shards = Number(root, "Shards", 1, 16) ?? defaults.Shards,
            HandlerTimeout = Time(root, "HandlerTimeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? defaults.HandlerTimeout,
            Queues = Number(root, "Queues", 1, PayHooksOptions.MostQueues) ?? defaults.Queues,
            RetryDelays = Delays() ?? defaults.RetryDelays,
            Forwards = new ForwardReader(this, [.. root.GetSection("Sources").GetChildren().Select(source => source.Key)])
                .Read(root.GetSection("Forward")),
            Notifications = new NotificationReader(this).Read(root.GetSection("Notifications")),
            AdminKey = AdminKey(),
            SignIn = Flag(root, "SignIn"),
            Sources = [.. root.GetSection("Sources").GetChildren().Select(new SourceReader(this, providers).Read).OfType<SourceSettings>()],
            Errors = problems,
            Warnings = warnings,
        };
    }

    internal void Problem(IConfigurationSection section, string what, string fix, string? source = null) =>
        Problem(NameOf(section), what, fix, source);

    internal void Problem(string setting, string what, string fix, string? source) =>
        problems.Add(new ConfigurationError(setting, what, fix, source));

    internal void Warning(IConfigurationSection section, string what, string fix, string? source) =>
        Warning(NameOf(section), what, fix, source);

    internal void Warning(string setting, string what, string fix, string? source) =>
        warnings.Add(new ConfigurationError(setting, what, fix, source));

    internal void Unknown(IConfigurationSection parent, IReadOnlyCollection<string> known, string? source = null)
    {
        foreach (var child in parent.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                Problem(child, "is not a setting", $"Remove it, or use one of: {string.Join(", ", known)}.", source);
            }
        }
    }

    internal static string? Text(IConfigurationSection parent, string name) =>
        parent[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    internal TimeSpan? Time(IConfigurationSection parent, string name, TimeSpan least, TimeSpan most, string? source = null) =>
        parent.GetSection(name) is { Value: { } text } section ? ParseTime(section, text, least, most, source) : null;

    internal IReadOnlyList<IConfigurationSection> List(IConfigurationSection section, string? source = null)
    {
        List<(int Index, IConfigurationSection Item)> items = [];
        foreach (var child in section.GetChildren())
        {
            if (int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                items.Add((index, child));
            }
            else
            {
                Problem(child, "is not an item of a list", $"Items are numbered: {NameOf(section)}__0, {NameOf(section)}__1, …", source);
            }
        }

        if (section.Value is { Length: > 0 })
        {
            Problem(section, "is a list", $"Number its items: {NameOf(section)}__0, {NameOf(section)}__1, …", source);
        }

        return [.. items.OrderBy(item => item.Index).Select(item => item.Item)];
    }

    private static bool IsUnlimited(IConfigurationSection section) =>
        string.Equals(section.Value?.Trim(), "unlimited", StringComparison.OrdinalIgnoreCase);

    private TimeSpan? ParseTime(IConfigurationSection section, string text, TimeSpan least, TimeSpan most, string? source)
    {
        // Accept only the exact formats: TimeSpan.Parse reads "5" as five days.
        if (!TimeSpan.TryParseExact(text.Trim(), [@"hh\:mm\:ss", @"d\.hh\:mm\:ss"], CultureInfo.InvariantCulture, out var time))
        {
            Problem(section, $"('{text}') is not a time", "Write it as [d.]hh:mm:ss, for example 00:05:00 or 35.00:00:00.", source);
            return null;
        }

        if (time < least || time > most)
        {
            Problem(section, $"({Show(time)}) is out of range", $"Set it between {Show(least)} and {Show(most)}.", source);
            return null;
        }

        return time;
    }

    internal int? Number(IConfigurationSection parent, string name, int least, int most)
    {
        if (parent.GetSection(name) is not { Value: { } text } section)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Problem(section, $"('{text}') is not a number between {least} and {most}", "Write it in digits, without separators.");
        return null;
    }

    // It opens everything, also to a program that guesses day and night.
    private string? AdminKey()
    {
        if (Text(root, "AdminKey") is not { } key)
        {
            return null;
        }

        if (key.Length < ShortestKey || key.Distinct().Count() < FewestCharacters)
        {
            Problem(
                root.GetSection("AdminKey"), $"can be guessed: it has fewer than {ShortestKey} characters, or fewer than "
                    + $"{FewestCharacters} different ones",
                "Set it to a random one, as this prints: openssl rand -hex 32");
        }

        // The text of a reference is not secret.
        if (key.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase))
        {
            Problem(
                root.GetSection("AdminKey"), "is a Key Vault reference that was not resolved",
                "Set the secret in the vault, and restart the app.");
        }

        return key;
    }

    private bool Flag(IConfigurationSection parent, string name)
    {
        if (Text(parent, name) is not { } text)
        {
            return false;
        }

        if (!bool.TryParse(text, out var flag))
        {
            Problem(parent.GetSection(name), $"('{text}') is not true or false", "Write true or false.");
        }

        return flag;
    }

    private List<TimeSpan>? Delays()
    {
        var retry = root.GetSection("Retry");
        Unknown(retry, ["Delays"]);
        var items = List(retry.GetSection("Delays"));
        if (items.Count == 0)
        {
            return null;
        }

        List<TimeSpan> delays = [];
        foreach (var item in items)
        {
            if (ParseTime(item, item.Value ?? "", TimeSpan.FromSeconds(1), TimeSpan.FromDays(6), source: null) is { } delay)
            {
                delays.Add(delay);
            }
        }

        return delays;
    }

    private static string Show(TimeSpan time) => time.ToString("c", CultureInfo.InvariantCulture);
}
