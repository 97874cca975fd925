using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

[Collection(StageTests.Name)]
public sealed class PaymentPageTests(Stage stage)
{
    [BrowserFact]
    public async Task Shows_a_payment_with_its_events_in_order_and_leads_to_each()
    {
        await stage.Sender.DeliverAsync("timeline", Sender.Body("begun", "payment.failed", resource: "pay-story"));
        await stage.Sender.DeliverAsync("timeline", Sender.Body("done", resource: "pay-story"));
        await stage.Sender.DeliverAsync("timeline", Sender.Body("done-again", resource: "pay-story"));
        await using var console = await stage.OpenAsync($"?event={Sender.EventId("timeline", "done")}");
        await console[".to-payment"].ClickAsync();

        await Expect(console["h1"]).ToHaveTextAsync("Payment pay-story");
        await Expect(console[".payment-state"]).ToHaveTextAsync("Succeeded");
        await Expect(console[".payment-history li"]).ToHaveCountAsync(3);
        await Expect(console[".payment-history li"].Nth(2)).ToContainTextAsync("reported before");

        await console[".payment-history li a"].First.ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("payment.failed");
    }

    [BrowserFact]
    public async Task A_payment_and_its_events_lead_to_the_providers_dashboard_in_a_new_tab()
    {
        await stage.Sender.DeliverAsync("timeline", Sender.Body("looked-up", resource: "pay/1?x"));
        const string address = "https://dashboard.example.com/payments/pay%2F1%3Fx";
        await using var console = await stage.OpenAsync($"?event={Sender.EventId("timeline", "looked-up")}");
        await Expect(console[".headline .dashboard a"]).ToHaveAttributeAsync("href", address);

        await console[".to-payment"].ClickAsync();
        var link = console[".headline .dashboard a"];
        await Expect(link).ToHaveAttributeAsync("href", address);
        await Expect(link).ToHaveAttributeAsync("target", "_blank");
        await Expect(link).ToHaveAttributeAsync("rel", "noopener noreferrer");
        await Expect(console[".headline .dashboard"]).ToContainTextAsync("does not say live or test");
    }

    [BrowserFact]
    public async Task The_search_leads_to_the_payment_and_shows_all_its_events()
    {
        await stage.Sender.DeliverAsync("timeline", Sender.Body("searched", resource: "pay-searched"));
        await stage.Sender.DeliverAsync("timeline", """
            {"id":"taken-back","event":"refund.completed","data":{"id":"ref-searched","payment_id":"pay-searched","amount":2.50,"currency":"EUR"}}
            """);
        await using var console = await stage.OpenAsync();
        await console["#q"].FillAsync("pay-searched");
        await console["#q"].PressAsync("Enter");

        await Expect(console.Rows).ToHaveCountAsync(2);
        await Expect(console[".found"]).ToContainTextAsync("Succeeded");
        await console[".found a"].ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("Payment pay-searched");
        await Expect(console[".payment-history li"].Nth(1)).ToContainTextAsync("Refund succeeded");
        await Expect(console[".facts"]).ToContainTextAsync("2.50");
    }

    [BrowserFact]
    public async Task Payments_are_listed_filtered_and_found_by_their_reference()
    {
        await using var server = await BrokenServer.StartAsync(stage, 1);
        await server.Sender.DeliverAsync("timeline", Sender.Body("failed", "payment.failed", resource: "pay-failed"));
        await using var console = await server.OpenAsync("?view=payments");
        var rows = console[".payments tbody tr"];
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(rows.Filter(new() { HasText = "pay-e0" })).ToContainTextAsync("1,250.00 EUR");
        await console["#status"].SelectOptionAsync("failed");
        await Expect(rows).ToHaveCountAsync(1);
        Assert.Equal("?view=payments&status=failed", console.Query);
        await console["#q"].FillAsync("pay-e0");
        await console["#q"].PressAsync("Enter");
        await Expect(console["h2:text('No payment matches')"]).ToBeVisibleAsync();
        await console["#status"].SelectOptionAsync("");
        await Expect(rows).ToHaveCountAsync(1);
        await rows.Locator("a").ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("Payment pay-e0");
        await console[".up"].ClickAsync();
        await Expect(rows).ToHaveCountAsync(2);
    }

    [BrowserFact]
    public async Task A_payment_that_nobody_knows_is_said_to_be_unknown()
    {
        await using var console = await stage.OpenAsync("?payment=pay-nobody");
        await Expect(console[".event-head"]).ToContainTextAsync("No payment has the id or the reference pay-nobody.");
    }
}
