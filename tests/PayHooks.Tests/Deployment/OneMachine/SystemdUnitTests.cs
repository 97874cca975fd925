using System.Diagnostics;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Deployment.OneMachine;

/// <summary>What systemd says of <c>infra/one-machine/payhooks.service</c>.</summary>
public sealed class SystemdUnitTests
{
    // Of 100: systemd calls up to 20 "OK", beyond 50 "EXPOSED".
    private const int MostExposure = 20;

    private const string Program = "/opt/payhooks/PayHooks.Cli";

    [SystemdFact]
    public async Task The_unit_is_valid_and_little_exposed()
    {
        using var folder = new TemporaryFolder();
        var unit = folder.File("payhooks.service");
        var text = Repository.Read("infra/one-machine/payhooks.service");
        Assert.Contains(Program, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(unit, text.Replace(Program, "/bin/true", StringComparison.Ordinal));

        var (code, said) = await AnalyzeAsync("verify", unit);
        Assert.Equal("", said);
        Assert.Equal(0, code);
        (code, said) = await AnalyzeAsync("security", "--offline=true", $"--threshold={MostExposure}", "--no-pager", unit);
        Assert.True(code == 0, said);
    }

    private static async Task<(int Code, string Said)> AnalyzeAsync(params string[] args)
    {
        var start = new ProcessStartInfo("systemd-analyze", args)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output) + (await error));
    }
}

/// <summary>A test that needs <c>systemd-analyze</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SystemdFactAttribute : FactAttribute
{
    public SystemdFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || ProxyDataAttribute.Find("systemd-analyze") is null)
        {
            Skip = "systemd-analyze is not installed.";
        }
    }
}
