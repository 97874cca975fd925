using System.Text.RegularExpressions;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Cli;

[Collection(ToolServerTests.Name)]
public sealed class AuditCommandTests(ToolServer server)
{
    [Fact]
    public async Task Changes_are_listed_with_who_made_them()
    {
        var sent = await server.WaitAsync(await server.SendAsync());
        await server.RunAsync("replay", (string)sent["id"]!);

        // The status is added when the response has been sent.
        var request = $"local +202 +POST /api/events/{sent["id"]}/replay";
        var shown = await Eventually.Async(
            () => server.RunAsync("audit", "--limit", "1000"), run => Regex.IsMatch(run.Output, request, RegexOptions.NonBacktracking));
        var json = await server.RunAsync("audit", "--limit", "1000", "--json");

        Assert.Matches(request, shown.Output);
        Assert.Contains(json.Json["entries"]!.AsArray(), one => ((string)one!["request"]!).Contains((string)sent["id"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_limit_below_one_is_refused()
    {
        var run = await server.RunAsync("audit", "--limit", "0");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--limit must be a number, at least 1.", run.Error, StringComparison.Ordinal);
    }
}
