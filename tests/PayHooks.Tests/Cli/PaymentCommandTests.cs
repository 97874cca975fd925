namespace PayHooks.Tests.Cli;

[Collection(ToolServerTests.Name)]
public sealed class PaymentCommandTests(ToolServer server)
{
    [Fact]
    public async Task A_payment_is_shown_with_its_state_and_its_events()
    {
        var sent = await server.WaitAsync(await server.SendAsync());
        var id = (string)sent["payment"]!;

        var shown = await server.RunAsync("payment", id);

        Assert.Equal(0, shown.ExitCode);
        Assert.Matches($"(?m)^payment +{id}$", shown.Output);
        Assert.Matches("(?m)^state +succeeded$", shown.Output);
        Assert.Matches($"(?m)^[0-9-]+ [0-9:.]+  succeeded  changed +[0-9.,]+ DZD  {sent["id"]}$", shown.Output);
        Assert.Contains((string)sent["id"]!, shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_as_JSON_is_what_the_API_has()
    {
        var sent = await server.WaitAsync(await server.SendAsync());

        var shown = await server.RunAsync("payment", (string)sent["payment"]!, "--json");

        Assert.Equal("succeeded", (string?)shown.Json["state"]);
        Assert.Single(shown.Json["history"]!.AsArray());
    }

    [Fact]
    public async Task A_payment_is_erased_with_its_events()
    {
        var sent = await server.WaitAsync(await server.SendAsync());
        var id = (string)sent["payment"]!;

        var erased = await server.RunAsync("erase", "--payment", id);
        var payment = await server.RunAsync("payment", id);
        var unknown = await server.RunAsync("erase", "--payment", "pay_nobody", "--source", "chargily");

        Assert.Equal((0, $"{id}  erased"), (erased.ExitCode, erased.Lines[0]));
        Assert.Matches("(?m)^erased +[0-9-]+ ", payment.Output);
        Assert.Null((await server.RunAsync("show", (string)sent["id"]!, "--json")).Json["payload"]);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("No payment has the id 'pay_nobody'.", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasing_now_names_each_event_and_the_payment()
    {
        var first = await server.WaitAsync(await server.SendAsync());
        var second = await server.WaitAsync(await server.SendAsync());

        var events = await server.RunAsync("erase", "--now", (string)first["id"]!, (string)second["id"]!);
        var payment = await server.RunAsync("erase", "--now", "--payment", (string)first["payment"]!);

        Assert.Equal((0, $"{first["id"]}  erased", $"{second["id"]}  erased"), (events.ExitCode, events.Lines[0], events.Lines[1]));
        Assert.Equal((0, $"{first["payment"]}  erased"), (payment.ExitCode, payment.Lines[0]));
    }

    [Theory]
    [InlineData("--payment ID", "erase")]
    [InlineData("not both", "erase", "evt_aaaaaaaaaaaaaaaaaaaaaaaaaa", "--payment", "p1")]
    [InlineData("remove it, or name a payment", "erase", "evt_aaaaaaaaaaaaaaaaaaaaaaaaaa", "--source", "chargily")]
    public async Task What_does_not_go_together_is_said(string said, params string[] args)
    {
        var run = await server.RunAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_and_its_event_lead_to_the_providers_dashboard()
    {
        var sent = await server.WaitAsync(await server.SendAsync());
        var link = $"^dashboard +https://dashboard.example.com/{((bool)sent["livemode"]! ? "" : "test/")}payments/{sent["payment"]}$";

        Assert.Matches($"(?m){link}", (await server.RunAsync("payment", (string)sent["payment"]!)).Output);
        Assert.Matches($"(?m){link}", (await server.RunAsync("show", (string)sent["id"]!)).Output);
    }

    [Fact]
    public async Task A_payment_is_found_by_the_merchants_reference()
    {
        var run = await server.RunAsync("send", "portone", "Success", "--secret", ToolServer.PortOneSecret, "--json");
        var sent = await server.WaitAsync((string)run.Json["events"]![0]!);
        var reference = (string)sent["resource"]!["merchantReference"]!;

        var shown = await server.RunAsync("payment", reference);
        var listed = await server.RunAsync("events", "--search", reference, "--json");

        Assert.Matches($"(?m)^payment +{sent["payment"]}$", shown.Output);
        Assert.Equal((string?)sent["id"], (string?)Assert.Single(listed.Json["events"]!.AsArray())!["id"]);
    }

    [Fact]
    public async Task A_payment_that_is_not_known_fails_and_says_where_to_look()
    {
        var shown = await server.RunAsync("payment", "pay_nobody");

        Assert.Equal((1, ""), (shown.ExitCode, shown.Output));
        Assert.Contains("No payment has the id or reference 'pay_nobody'. List events: payhooks events", shown.Error,
            StringComparison.Ordinal);
    }
}
