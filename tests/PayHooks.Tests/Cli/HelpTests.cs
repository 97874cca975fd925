namespace PayHooks.Tests.Cli;

/// <summary>What a newcomer types first shows what can be typed.</summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("payhooks [command]")]
    [InlineData("payhooks [command]", "help")]
    [InlineData("payhooks [command]", "--help")]
    [InlineData("payhooks send", "send")]
    [InlineData("payhooks send", "help", "send")]
    [InlineData("payhooks verify", "help", "verify")]
    public async Task Help_is_printed(string usage, params string[] args)
    {
        var run = await ToolRun.Of(args);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(usage, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_for_an_unknown_command_is_an_error()
    {
        var run = await ToolRun.Of("help", "sned");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("'sned'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_providers_that_have_samples_are_listed()
    {
        var listed = await ToolRun.Of("send", "--list");
        var json = await ToolRun.Of("send", "--list", "--json");

        Assert.Equal(0, listed.ExitCode);
        Assert.Contains("stripe", listed.Lines);
        Assert.DoesNotContain("custom", listed.Lines);
        Assert.Equal(listed.Lines, json.Json.AsArray().Select(name => (string)name!));
    }

    [Fact]
    public async Task Options_of_send_need_a_provider()
    {
        var run = await ToolRun.Of("send", "--secret", "test_sk_0123456789");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("payhooks send --list", run.Error, StringComparison.Ordinal);
    }
}
