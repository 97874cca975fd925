using PayHooks.Cli.Checking;
using PayHooks.Cli.Commands;
using PayHooks.Diagnostics;
using PayHooks.Tests.Server;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Cli;

/// <summary>What the doctor sees without a server.</summary>
public sealed class LocalDoctorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Settings_store_and_targets_are_checked()
    {
        await using var target = await ForwardTarget.StartAsync();

        var run = await RunAsync(
            ("PayHooks__Sources__stripe__Secrets__0", "whsec_0123456789abcdef"), ("PayHooks__Forward__Url", $"{target.Url}"),
            ("PayHooks__Forward__Secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches("(?m)^ok +settings: Sources: stripe\\.", run.Output);
        Assert.Matches("(?m)^ok +store: .*does not exist yet", run.Output);
        Assert.Matches("(?m)^ok +forwarding: forward to http://127.0.0.1:[0-9]+/.* accepts connections\\.", run.Output);
        Assert.Empty(target.Requests);
    }

    [Fact]
    public async Task What_is_wrong_fails_and_says_what_to_do()
    {
        Directory.CreateDirectory(folder.File("data"));
        await File.WriteAllTextAsync(Path.Combine(folder.File("data"), "notes.txt"), "not a store");

        var run = await RunAsync(
            ("PayHooks__Sources__adyen__Secrets__0", "not hexadecimal"), ("PayHooks__Forward__Url", Nowhere.Url),
            ("PayHooks__Forward__Secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

        Assert.Equal(1, run.ExitCode);
        Assert.Matches("(?m)^FAILED +settings: PayHooks__Sources__adyen__Secrets__0 ", run.Output);
        Assert.Matches("(?m)^FAILED +store: ", run.Output);
        Assert.Matches("(?m)^FAILED +forwarding: .* does not accept connections: ", run.Output);
        Assert.DoesNotContain("not hexadecimal", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_and_parameters_in_the_URL_of_a_target_are_not_shown()
    {
        var run = await RunAsync(
            ("PayHooks__Forward__Url", $"{Nowhere.Url.Replace("://", "://user:password@", StringComparison.Ordinal)}?token=parameter"),
            ("PayHooks__Forward__Secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

        Assert.Matches("(?m)^FAILED +forwarding: ", run.Output);
        Assert.DoesNotMatch("user|password|parameter", run.Output);
    }

    [Fact]
    public async Task Without_a_source_it_says_how_to_begin()
    {
        var run = await RunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("payhooks init", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_JSON_the_results_have_the_form_of_the_API()
    {
        var run = await ToolRun.Of(DoctorCommand.Create(ToolRun.With()), ["doctor", "--data", folder.File("data"), "--json"]);

        Assert.Contains(run.Json["checks"]!.AsArray(), check =>
            (string?)check!["name"] == "settings" && (string?)check["state"] == "failed");
    }

    [Fact]
    public async Task A_server_and_a_folder_exclude_each_other()
    {
        var run = await ToolRun.Of("doctor", "--data", folder.Path, "--server", Nowhere.Url);

        Assert.Equal(2, run.ExitCode);
    }

    [Theory]
    [InlineData(2, SelfCheckState.Passed)]
    [InlineData(-90, SelfCheckState.Warning)]
    [InlineData(90, SelfCheckState.Warning)]
    public void Clocks_that_differ_are_reported(int seconds, object state) =>
        Assert.Equal(state, ClockComparison.Of(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(seconds))!.State);

    private Task<ToolRun> RunAsync(params (string Name, string Value)[] settings) =>
        ToolRun.Of(DoctorCommand.Create(ToolRun.With("", settings)), ["doctor", "--data", folder.File("data")]);
}
