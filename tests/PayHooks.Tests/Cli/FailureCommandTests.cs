namespace PayHooks.Tests.Cli;

[Collection(ToolServerTests.Name)]
public sealed class FailureCommandTests(ToolServer server)
{
    [Fact]
    public async Task What_fails_is_listed_noted_counted_and_replayed()
    {
        server.IsMended = false;
        var id = await server.SendAsync("broken");
        await server.WaitAsync(id, "dead");

        // Counts are a few seconds old.
        var json = await Support.Eventually.Async(
            () => server.RunAsync("failures", "--json"),
            run => run.Json["groups"]!.AsArray().Any(group => (string?)group!["source"] == "broken"),
            TimeSpan.FromSeconds(30));
        var group = json.Json["groups"]!.AsArray().Single(one => (string?)one!["source"] == "broken")!;
        var listed = await server.RunAsync("failures");
        var noted = await server.RunAsync("failures", (string)group["id"]!, "--note", "ticket", "--acknowledge");
        var counted = await server.RunAsync("replay", "--group", (string)group["id"]!, "--dry-run");
        server.IsMended = true;
        var replayed = await server.RunAsync("replay", "--group", (string)group["id"]!, "--limit", "100", "--rate", "100");
        await server.WaitAsync(id);

        Assert.Matches($"(?m)^{group["id"]} +1 +broken +fulfil ", listed.Output);
        Assert.DoesNotContain('\u001b', listed.Output);
        Assert.Contains($"replay --group {group["id"]}", listed.Error, StringComparison.Ordinal);
        Assert.Contains("Acknowledged by local. ticket", noted.Output, StringComparison.Ordinal);
        Assert.Equal("1 event would run again; 0 events would be left out.", counted.Lines[0]);
        Assert.Matches(@"(?m)^job_\w+  1 event$", replayed.Output);
        Assert.Matches(@"(?m)^job_\w+  done: 1 event replayed, 0 left out, 0 failed$", replayed.Output);
    }

    [Theory]
    [InlineData("Name the group by its id.", "failures", "--note", "x")]
    [InlineData("--note TEXT or --acknowledge", "failures", "0123456789abcdef")]
    [InlineData("--limit must be a number, at least 1.", "replay", "--status", "dead", "--limit", "0")]
    [InlineData("--rate must be a number from 1 to 1000.", "replay", "--status", "dead", "--rate", "1001")]
    [InlineData("--dry-run selects among", "replay", "evt_aaaaaaaaaaaaaaaaaaaaaaaaaa", "--dry-run")]
    public async Task What_does_not_go_together_is_said(string said, params string[] args)
    {
        var run = await server.RunAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }
}
