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
        Assert.Matches("(?m)^[0-9-]+ [0-9:.]+ UTC  succeeded  changed", shown.Output);
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
    public async Task A_payment_that_is_not_known_fails_and_says_where_to_look()
    {
        var shown = await server.RunAsync("payment", "pay_nobody");

        Assert.Equal((1, ""), (shown.ExitCode, shown.Output));
        Assert.Contains("No payment has the id or reference 'pay_nobody'. List events: payhooks events", shown.Error,
            StringComparison.Ordinal);
    }
}
