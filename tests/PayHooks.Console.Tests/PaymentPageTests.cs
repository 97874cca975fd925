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
        await Expect(console[".payment-history tbody tr"]).ToHaveCountAsync(3);
        await Expect(console[".payment-history tbody tr"].Nth(2)).ToContainTextAsync("reported before");

        await console[".payment-history tbody tr a"].First.ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("payment.failed");
    }

    [BrowserFact]
    public async Task A_payment_that_nobody_knows_is_said_to_be_unknown()
    {
        await using var console = await stage.OpenAsync("?payment=pay-nobody");
        await Expect(console[".view-head"]).ToContainTextAsync("No payment has the id pay-nobody.");
    }
}
