using PayHooks.Tests.Support;

namespace PayHooks.Tests.Crash;

/// <summary>A short run of the crash test: the real server as a process, under load, killed again and again.</summary>
[Collection(AloneCollection.Name)]
public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [UnixFact]
    public async Task Killed_again_and_again_under_load_it_loses_nothing_and_repeats_only_what_was_running()
    {
        var (exitCode, said) = await RunAsync("--events", "2000", "--kills", "6", "--json", folder.File("figures.json"));

        Assert.True(exitCode == 0, said);
        await CrashProcess.CheckAsync(folder.File("figures.json"), events: 2000, kills: 6);
    }

    [UnixFact]
    public async Task Killed_while_one_job_replays_all_events_it_leaves_none_out_and_repeats_only_what_was_running()
    {
        var (exitCode, said) = await RunAsync("--events", "2000", "--kills", "2", "--replay", "--json", folder.File("figures.json"));

        Assert.True(exitCode == 0, said);
        await CrashProcess.CheckAsync(folder.File("figures.json"), events: 2000, kills: 2);
    }

    [Theory]
    [InlineData("--events", "0")]
    [InlineData("--kills", "-1")]
    [InlineData("--seed", "x")]
    [InlineData("--nonsense", "1")]
    public async Task Wrong_usage_is_exit_code_2(string option, string value)
    {
        var (exitCode, said) = await RunAsync(option, value);
        Assert.Equal(2, exitCode);
        Assert.Contains(option, said, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Said)> RunAsync(params string[] args) => CrashProcess.RunAsync(folder.Path, args);
}
