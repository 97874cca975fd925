using PayHooks.Cli.Settings;
using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Forwarding;
using PayHooks.Verification;

namespace PayHooks.Cli.Checking;

/// <summary>What can be checked without a server: what <c>payhooks serve</c> would find when it starts in the same folder.</summary>
internal static class LocalChecks
{
    /// <summary>Runs the checks. They only read.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="dataFolder">The folder of the store.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the checks.</param>
    public static async Task<IReadOnlyList<SelfCheckResult>> RunAsync(
        ServerSettings settings, string dataFolder, TimeProvider time, CancellationToken cancellationToken)
    {
        var providers = new ProviderRegistry();
        var options = SettingsReader.Read(settings.Configuration, providers);
        var checks = new SelfCheckRunner(
        [
            new SettingsCheck(settings, options),
            new StoppedStoreCheck(dataFolder, time),
            new ForwardTargetsCheck(options.Forwards, time),
            new EndpointsCheck(new SourceCatalog(options, providers), time),
        ],
        time);
        return await checks.RunAsync(cancellationToken);
    }
}
