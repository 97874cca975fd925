using Microsoft.Extensions.Configuration;
using PayHooks.Cli.Terminal;
using PayHooks.Forwarding;

namespace PayHooks.Cli.Settings;

/// <summary>
/// The local server's settings, from these places (later ones win): <c>local.settings.json</c> in the current folder, the
/// <c>--config</c> file, the environment.
/// </summary>
/// <param name="Configuration">The settings.</param>
/// <param name="Problem">Why a file could not be read, in one line, or null.</param>
internal sealed record ServerSettings(IConfiguration Configuration, string? Problem)
{
    /// <summary>The settings file of the current folder, which is read without being named.</summary>
    public const string LocalFile = "local.settings.json";

    /// <summary>Loads the settings.</summary>
    /// <param name="folder">The folder to search for <c>local.settings.json</c>.</param>
    /// <param name="configFile">The <c>--config</c> file, or null.</param>
    /// <param name="forwardUrl">The <c>--forward</c> target, or null.</param>
    /// <param name="environment">The environment; null for that of this process.</param>
    public static ServerSettings Load(string folder, string? configFile, string? forwardUrl = null, IConfiguration? environment = null)
    {
        environment ??= CliEnvironment.Process.Settings();
        List<SettingsFileContent> files = [];
        var local = Path.Combine(folder, LocalFile);
        if (File.Exists(local))
        {
            files.Add(SettingsFile.Read(local, valuesOnly: true));
        }

        if (configFile is not null)
        {
            files.Add(SettingsFile.Read(Path.Combine(folder, configFile), valuesOnly: false));
        }

        var builder = new ConfigurationBuilder();
        foreach (var file in files)
        {
            builder.AddInMemoryCollection(file.Settings);
        }

        var problem = files.Select(file => file.Problem).FirstOrDefault(problem => problem is not null);
        var settings = new ServerSettings(builder.AddConfiguration(environment).Build(), problem)
        {
            IsVariable = key => environment[key] is { Length: > 0 },
        };
        return forwardUrl is null ? settings : settings.ForwardingTo(forwardUrl);
    }

    /// <summary>The secret generated for <c>--forward</c> when none is configured, or null.</summary>
    public string? NewForwardSecret { get; private init; }

    /// <summary>Whether a setting, with <c>:</c> in its name, is an environment variable, and so wins over the files.</summary>
    public Func<string, bool> IsVariable { get; private init; } = _ => false;

    private ServerSettings ForwardingTo(string url)
    {
        const string urlName = "PayHooks:Forward:Url";
        const string secretName = "PayHooks:Forward:Secret";
        var secret = string.IsNullOrWhiteSpace(Configuration[secretName]) ? ForwardSignature.NewSecret() : null;
        Dictionary<string, string?> forward = new() { [urlName] = url };
        if (secret is not null)
        {
            forward[secretName] = secret;
        }

        return new ServerSettings(new ConfigurationBuilder().AddConfiguration(Configuration).AddInMemoryCollection(forward).Build(),
            Problem)
        {
            NewForwardSecret = secret,
        };
    }
}
