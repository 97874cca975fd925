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
        await console[".facts dt:text-is('Payment') + dd a"].ClickAsync();

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
        await Expect(console[".facts .dashboard a"]).ToHaveAttributeAsync("href", address);

        await console[".facts dt:text-is('Payment') + dd a"].ClickAsync();
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
    public async Task A_payment_that_nobody_knows_is_said_to_be_unknown()
    {
        await using var console = await stage.OpenAsync("?payment=pay-nobody");
        await Expect(console[".event-head"]).ToContainTextAsync("No payment has the id or the reference pay-nobody.");
    }
}
