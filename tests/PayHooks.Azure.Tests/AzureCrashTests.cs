using PayHooks.Tests.Crash;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>A short run of the crash test over the Azure adapters.</summary>
[NeedsAzurite]
public sealed class AzureCrashTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [UnixFact]
    public async Task Killed_again_and_again_under_load_it_loses_nothing_and_repeats_only_what_was_running()
    {
        var (exitCode, said) = await CrashProcess.RunAsync(
            folder.Path, "--azurite", "--events", "300", "--kills", "4", "--json", folder.File("figures.json"));

        Assert.True(exitCode == 0, said);
        await CrashProcess.CheckAsync(folder.File("figures.json"), events: 300, kills: 4);
    }
}
