namespace PayHooks.Tests.Cli;

/// <summary>A shell asks <c>[suggest:POSITION] "COMMAND LINE"</c> and gets one word on each line, without a server.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("payhooks ", "events", "replay", "completion")]
    [InlineData("payhooks ev", "events")]
    [InlineData("ev", "events")]
    [InlineData("/home/me/.dotnet/tools/payhooks ev", "events")]
    [InlineData("payhooks events --st", "--status")]
    [InlineData("payhooks events --status ", "dead", "retrying", "paused")]
    [InlineData("payhooks events --outcome un", "unchanged", "unrecognised")]
    [InlineData("payhooks tail --type payment.s", "payment.succeeded")]
    [InlineData("payhooks send str", "stripe")]
    [InlineData("payhooks verify ", "stripe", "adyen", "custom")]
    [InlineData("payhooks send chargily check", "checkout.paid")]
    [InlineData("payhooks completion ", "bash", "zsh", "pwsh")]
    public async Task What_can_be_typed_is_suggested(string line, params string[] expected)
    {
        var run = await ToolRun.Of($"[suggest:{line.Length}]", line);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(expected, word => Assert.Contains(word, run.Lines));
    }

    [Theory]
    [InlineData("[suggest:9]", "payhooks ev --json")]
    [InlineData("[suggest]", "payhooks ")]
    [InlineData("[suggest:9]", "payhooks")]
    public async Task The_position_decides_what_is_completed(params string[] args)
    {
        var run = await ToolRun.Of(args);

        Assert.Contains("events", run.Lines);
        Assert.Contains("serve", run.Lines);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _payhooks payhooks")]
    [InlineData("zsh", "compdef _payhooks payhooks")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName payhooks")]
    public async Task A_shell_gets_its_script(string shell, string line)
    {
        var run = await ToolRun.Of("completion", shell);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(line, run.Output, StringComparison.Ordinal);
        Assert.Contains("[suggest", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_shell_is_an_error()
    {
        var run = await ToolRun.Of("completion", "fish");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("pwsh", run.Error, StringComparison.Ordinal);
    }
}
