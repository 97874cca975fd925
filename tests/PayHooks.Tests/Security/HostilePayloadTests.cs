using System.Globalization;
using System.Net;
using System.Text;
using PayHooks.Tests.Cli;
using PayHooks.Tests.Server;

namespace PayHooks.Tests.Security;

/// <summary>What a provider says, or somebody who has its secret, is shown as text: it moves no cursor, colours nothing, hides
/// nothing.</summary>
public sealed class HostilePayloadTests
{
    private const string Escapes = """\u001b[2J\u001b]0;owned\u0007\u009b31m\r\n\u202e\u200b[red]x[/]""";

    [Theory]
    [InlineData("events")]
    [InlineData("events --json")]
    [InlineData("show")]
    [InlineData("show --json")]
    [InlineData("stats")]
    public async Task A_hostile_value_reaches_no_terminal(string command)
    {
        await using var server = await RunningServer.StartAsync();
        var body = Encoding.ASCII.GetBytes($$"""
            { "id": "evt{{Escapes}}", "event": "payment{{Escapes}}", "note{{Escapes}}": "{{Escapes}}",
              "data": { "id": "pay{{Escapes}}", "amount": 1, "currency": "EUR{{Escapes}}" } }
            """);
        using var response = await server.DeliverAsync(body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var id = (string)(await server.EventAsync(RunningServer.IsCompleted))["id"]!;

        string[] words = command.Split(' ');
        var run = await ToolRun.Of([.. words[0] == "show" ? [.. words, id] : words, "--server", server.Client.BaseAddress!.ToString()]);

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain(run.Output + run.Error, c =>
            c != '\n' && c != '\r' && (char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format));
        if (command != "stats")
        {
            Assert.Contains(id, run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Markup_in_a_value_is_text()
    {
        await using var server = await RunningServer.StartAsync();
        var body = Encoding.ASCII.GetBytes("""{ "id": "evt-1", "event": "payment.completed", "data": { "id": "[link=http://x]pay[/]", "amount": 1, "currency": "EUR" } }""");
        using var response = await server.DeliverAsync(body);
        var id = (string)(await server.EventAsync(RunningServer.IsCompleted))["id"]!;

        var run = await ToolRun.Of("show", id, "--server", server.Client.BaseAddress!.ToString());

        Assert.Contains("[link=http://x]pay[/]", run.Output, StringComparison.Ordinal);
    }
}
