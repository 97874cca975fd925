using System.Net;
using System.Text;
using PayHooks.Cli.Commands;
using PayHooks.Processing.Handlers;
using PayHooks.Tests.Cli;
using PayHooks.Tests.Server;

namespace PayHooks.Tests.Security;

/// <summary>What a provider says, or somebody who has its secret, is shown as text: it moves no cursor, colours nothing, hides
/// nothing.</summary>
public sealed class HostilePayloadTests
{
    private const string Escapes =
        """\u001b[2J\u001b]0;owned\u0007\u009b31m\r\n\u202e\u200b\u2028\udb40\udc41\u2066[red]x[/]""";

    // The same as a handler has it, and a lone surrogate, which JSON cannot carry.
    private const string Error = "\u001b[2J\u009b31m\r\n\u202e\u200b\u2028\U000E0041\u2066\ud800[red]x[/]";

    [Theory]
    [InlineData("events")]
    [InlineData("events --json")]
    [InlineData("show")]
    [InlineData("show --json")]
    [InlineData("payment")]
    [InlineData("payment --json")]
    [InlineData("failures")]
    [InlineData("failures --json")]
    [InlineData("rejected")]
    [InlineData("rejected --json")]
    [InlineData("audit")]
    [InlineData("audit --json")]
    [InlineData("pause")]
    [InlineData("pause --json")]
    [InlineData("replay")]
    [InlineData("replay --status dead --dry-run")]
    [InlineData("erase")]
    [InlineData("sources")]
    [InlineData("stats")]
    [InlineData("doctor")]
    [InlineData("tail")]
    [InlineData("tail --json")]
    public async Task A_hostile_value_reaches_no_terminal(string command)
    {
        await using var server = await RunningServer.StartAsync(
            handlers: builder => builder.Handle(new HandlerRegistration(
                "fulfil", ["*"], VerificationLevel.Credentials, Effects.Changed, _ => new Failing())));
        var body = Encoding.ASCII.GetBytes($$"""
            { "id": "evt{{Escapes}}", "event": "payment.completed", "note{{Escapes}}": "{{Escapes}}\ud800",
              "data": { "id": "pay{{Escapes}}", "amount": 1, "currency": "EUR{{Escapes}}" } }
            """);
        using var response = await server.DeliverAsync(body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var seen = await server.EventAsync(one => (string?)one["status"] == "retrying");
        var (id, payment) = ((string)seen["id"]!, (string?)seen["payment"]);
        await ChangeAsync(server, Error.Replace('\ud800', ' '));
        string[] words = command.Split(' ');
        string[] args =
        [
            .. words,
            .. words[0] switch
            {
                "show" or "erase" => [id],
                "replay" when words.Length == 1 => [id],
                "payment" => [payment!],
                _ => Array.Empty<string>(),
            },
            "--server", server.Client.BaseAddress!.ToString(),
        ];

        var run = words[0] == "tail" ? await TailAsync(args, id) : await ToolRun.Of(args);

        Assert.Equal("", run.Error.Contains("unexpected error", StringComparison.Ordinal) ? run.Error : "");
        HostileTexts.AssertSafe(run.Output + run.Error);
        Assert.NotEqual("", run.Output + run.Error);
    }

    // An operator's words, and a stranger's.
    private static async Task ChangeAsync(RunningServer server, string text)
    {
        await ToolRun.Of("pause", "--source", "shop", "--reason", text, "--server", server.Client.BaseAddress!.ToString());
        using var forged = RunningServer.Delivery(RunningServer.Body("evt-2"));
        forged.Headers.Remove("X-Signature");
        forged.Headers.Add("X-Signature", "00");
        using var refused = await server.Client.SendAsync(forged);
    }

    private static async Task<ToolRun> TailAsync(string[] args, string id)
    {
        using var stop = new CancellationTokenSource();
        using var output = new StoppingWriter(stop, id);
        return await ToolRun.Of(TailCommand.Create(), args, output, stop.Token);
    }

    private sealed class Failing : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken) =>
            throw new InvalidOperationException(Error);
    }

    private sealed class StoppingWriter(CancellationTokenSource stop, string at) : StringWriter
    {
        public override void Flush()
        {
            if (ToString().Contains(at, StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_verified_reaches_no_terminal(bool isGenuine)
    {
        var text = $$"""
            { "id": "evt{{Escapes}}", "event": "payment.{{Escapes}}", "data": { "id": "pay{{Escapes}}", "amount": 1, "currency": "EUR" } }
            """;
        using var body = new BodyFile(text);
        var signature = isGenuine ? RunningServer.Signature(Encoding.UTF8.GetBytes(text)) : "\u009b31m\u202e";

        var run = await ToolRun.Of(
            "verify", "x-signature", "--secret", RunningServer.Secret, "--body", body.Path, "--header", $"X-Signature: {signature}");

        Assert.Equal(isGenuine ? 0 : 1, run.ExitCode);
        HostileTexts.AssertSafe(run.Output + run.Error);
    }

    [Theory]
    [InlineData("show", "evt_\u001b[31m\u202e")]
    [InlineData("payment", "pay\u001b[31m\u202e\n")]
    [InlineData("events", "--source", "\u001b[31m\U000E0041\n")]
    [InlineData("send", "\u009b31m")]
    [InlineData("\u009b31m\u202e")]
    [InlineData("[suggest]", "\u009b31m\u202e")]
    public async Task An_argument_that_is_quoted_reaches_no_terminal(params string[] args)
    {
        await using var server = await RunningServer.StartAsync();

        var run = await ToolRun.Of([.. args, .. args[0] is "payment" or "events"
            ? ["--server", server.Client.BaseAddress!.ToString()] : Array.Empty<string>()]);

        HostileTexts.AssertSafe(run.Output + run.Error);
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
