using System.Diagnostics;
using System.Text.Json.Nodes;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Crash;

/// <summary>A short run of the crash test: the real server as a process, under load, killed again and again.</summary>
[Collection(AloneCollection.Name)]
public sealed class CrashTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [UnixFact]
    public async Task Killed_again_and_again_under_load_it_loses_nothing_and_repeats_only_what_was_running()
    {
        var (exitCode, said) = await RunAsync("--events", "2000", "--kills", "6", "--json", folder.File("figures.json"));

        Assert.True(exitCode == 0, said);
        var figures = JsonNode.Parse(await File.ReadAllTextAsync(folder.File("figures.json")))!;
        foreach (var broken in (string[])["lost", "stuck", "doubledWithoutKill", "invented"])
        {
            Assert.Equal(0, (int)figures[broken]!);
        }

        Assert.Equal((2000, 2000, 6), ((int)figures["ackedEvents"]!, (int)figures["handled"]!, (int)figures["kills"]!));
        Assert.InRange((int)figures["acked"]!, 2001, (int)figures["requests"]!);
        Assert.True((double)figures["seconds"]! > 0);
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

    private async Task<(int ExitCode, string Said)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "PayHooks.Faults.dll"), .. args])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token),
                process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, string.Concat(said));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
