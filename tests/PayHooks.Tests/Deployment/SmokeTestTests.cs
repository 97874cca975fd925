using System.Diagnostics;
using PayHooks.Tests.Cli;
using PayHooks.Tests.Support;
using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Deployment;

/// <summary>infra/smoke-test.sh against a local server: what it does after every deployment.</summary>
[Collection(ToolServerTests.Name)]
public sealed class SmokeTestTests(ToolServer server)
{
    [UnixFact]
    public async Task A_sample_of_each_source_is_completed()
    {
        var (exitCode, output, error) = await RunAsync("chargily:chargily", "portone:portone", "xanpay:xanpay");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches(@"^chargily: evt_[a-z2-7]{26} completed\nportone: evt_[a-z2-7]{26} completed\nxanpay: evt_[a-z2-7]{26} completed\n$",
            output);
    }

    [UnixFact]
    public async Task An_event_that_is_not_completed_fails_it()
    {
        server.IsMended = false;
        var (exitCode, output, error) = await RunAsync("broken:chargily", "chargily:chargily");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Matches(@"^broken: evt_[a-z2-7]{26} is dead", error);
    }

    [UnixFact]
    public async Task A_delivery_that_is_refused_fails_it()
    {
        var (exitCode, output, _) = await RunAsync("quiet:chargily");
        Assert.NotEqual(0, exitCode);
        Assert.Empty(output);
    }

    [Fact]
    public void Every_provider_with_samples_has_one_for_it()
    {
        var known = Repository.Read("infra/smoke-test.sh").Find(@"^ {8}(?<it>[a-z][a-z |-]+\) echo .+) ;;$")
            .Select(line => line.Split(") echo "))
            .SelectMany(parts => parts[0].Split(" | ").Select(provider => (Provider: provider, Event: parts[1]))).ToArray();
        Assert.Equal(SampleCatalog.Providers.Order(StringComparer.Ordinal),
            known.Select(one => one.Provider).Order(StringComparer.Ordinal));
        Assert.All(known, one => Assert.Contains(one.Event, SampleCatalog.Events(one.Provider).Select(sample => sample.Name)));
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] sources)
    {
        var start = new ProcessStartInfo("bash", [Repository.PathOf("infra/smoke-test.sh"), server.Url, .. sources])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PAYHOOKS"] = $"dotnet {Path.Combine(AppContext.BaseDirectory, "PayHooks.Cli.dll")}";
        start.Environment["PAYHOOKS_SECRET_chargily"] = ToolServer.ChargilySecret;
        start.Environment["PAYHOOKS_SECRET_broken"] = ToolServer.ChargilySecret;
        start.Environment["PAYHOOKS_SECRET_quiet"] = "another-secret-than-the-source-has";
        start.Environment["PAYHOOKS_SECRET_portone"] = ToolServer.PortOneSecret;
        start.Environment["PAYHOOKS_SECRET_xanpay"] = ToolServer.XanPaySecret;
        using var script = Process.Start(start)!;
        var error = script.StandardError.ReadToEndAsync();
        var output = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        return (script.ExitCode, output, await error);
    }
}
