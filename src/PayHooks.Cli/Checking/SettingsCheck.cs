using PayHooks.Cli.Settings;
using PayHooks.Configuration;
using PayHooks.Diagnostics;

namespace PayHooks.Cli.Checking;

/// <summary>Checks the settings that the local server would read.</summary>
internal sealed class SettingsCheck(ServerSettings settings, PayHooksOptions options) : ISelfCheck
{
    /// <inheritdoc/>
    public string Name => "settings";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        if (settings.Problem is { } problem)
        {
            return Found([SelfCheckResult.Failed(Name, problem, "Correct the file, or name another one with --config.")]);
        }

        List<SelfCheckResult> found =
        [
            .. options.Errors.Select(error => SelfCheckResult.Failed(Name, $"{error.Path} {error.Message}.", error.Fix)),
            .. options.Warnings.Select(warning => SelfCheckResult.Warning(Name, $"{warning.Path} {warning.Message}.", warning.Fix)),
        ];
        if (found.Count == 0)
        {
            found.Add(options.Sources.Count == 0
                ? SelfCheckResult.Failed(Name, "No source is configured.", "Run: payhooks init PROVIDER. Or name the file with --config.")
                : SelfCheckResult.Passed(Name, $"Sources: {string.Join(", ", options.Sources.Select(source => source.Name))}."));
        }

        return Found(found);
    }

    private static ValueTask<IReadOnlyList<SelfCheckResult>> Found(List<SelfCheckResult> found) =>
        ValueTask.FromResult<IReadOnlyList<SelfCheckResult>>(found);
}
