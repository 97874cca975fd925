namespace PayHooks.Tests.Cli;

[Collection(ToolServerTests.Name)]
public sealed class PauseCommandTests(ToolServer server)
{
    [Fact]
    public async Task A_source_is_paused_listed_and_resumed()
    {
        var paused = await server.RunAsync("pause", "--source", "quiet", "--reason", "inventory", "--until", "2h");
        var listed = await server.RunAsync("pause");
        var json = await server.RunAsync("pause", "--json");
        var id = await server.SendAsync("quiet");
        await server.WaitAsync(id, "paused");
        var resumed = await server.RunAsync("resume", "--source", "quiet");

        Assert.Equal((0, 0), (paused.ExitCode, resumed.ExitCode));
        Assert.Contains("resume --source quiet", paused.Error, StringComparison.Ordinal);
        Assert.Matches("(?m)^source +quiet +paused .* local +inventory$", listed.Output);
        Assert.Equal("quiet", (string?)json.Json["pauses"]!.AsArray().Single()!["name"]);
        await server.WaitAsync(id);
    }

    [Fact]
    public async Task Resuming_what_is_not_paused_fails()
    {
        var run = await server.RunAsync("resume", "--handler", "fulfil");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The handler 'fulfil' is not paused.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pause", "--source", "quiet", "--handler", "fulfil")]
    [InlineData("resume")]
    public async Task One_of_both_is_named(params string[] args)
    {
        var run = await server.RunAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--source NAME, or a handler by --handler NAME", run.Error, StringComparison.Ordinal);
    }
}
