using System.Diagnostics;
using System.Text.Json.Nodes;

namespace PayHooks.Tests.Crash;

/// <summary>Runs the crash test as a process.</summary>
internal static class CrashProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(string folder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "PayHooks.Faults.dll"), .. args])
        {
            WorkingDirectory = folder,
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

    /// <summary>Checks the figures that it wrote: nothing is lost, and all is handled.</summary>
    public static async Task CheckAsync(string file, int events, int kills)
    {
        var figures = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        foreach (var broken in (string[])["lost", "stuck", "doubledWithoutKill", "invented"])
        {
            Assert.Equal(0, (int)figures[broken]!);
        }

        Assert.Equal((events, events, kills), ((int)figures["ackedEvents"]!, (int)figures["handled"]!, (int)figures["kills"]!));
        Assert.InRange((int)figures["acked"]!, events + 1, (int)figures["requests"]!);
        Assert.True((double)figures["seconds"]! > 0);
    }
}
