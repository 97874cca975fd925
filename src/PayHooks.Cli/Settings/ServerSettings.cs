using Microsoft.Extensions.Configuration;

namespace PayHooks.Cli.Settings;

/// <summary>
/// Where the local server's settings come from; later ones win: <c>local.settings.json</c> in the current folder, the
/// <c>--config</c> file, the environment.
/// </summary>
/// <param name="Configuration">The settings.</param>
/// <param name="Problem">Why a file could not be read, in one line, or null.</param>
internal sealed record ServerSettings(IConfiguration Configuration, string? Problem)
{
    private const string LocalFile = "local.settings.json";

    /// <summary>Loads them.</summary>
    /// <param name="folder">Where <c>local.settings.json</c> may be.</param>
    /// <param name="configFile">The <c>--config</c> file, or null.</param>
    public static ServerSettings Load(string folder, string? configFile)
    {
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

        return new ServerSettings(
            builder.AddEnvironmentVariables().Build(), files.Select(file => file.Problem).FirstOrDefault(problem => problem is not null));
    }
}
