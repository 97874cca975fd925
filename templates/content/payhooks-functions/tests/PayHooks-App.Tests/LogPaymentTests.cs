using PayHooks;
using PayHooks.Testing;

namespace PayHooks_App.Tests;

public sealed class LogPaymentTests
{
    // The event comes from the provider's sample, verified and read like a delivery.
    [Fact]
    public async Task A_payment_is_handled_at_the_first_attempt()
    {
        var paid = SampleEvents.Create("chargily", "checkout.paid");

        var run = await HandlerHarness.RunAsync<LogPayment>(paid, options: new() { Repeats = 1 });

        Assert.Equal(HandlerOutcome.Succeeded, run.Outcome);
    }

    // The whole path: signature, store, queue, handler.
    [Fact]
    public async Task A_signed_delivery_reaches_the_handler()
    {
        await using var host = await PayHooksTestHost.StartAsync(payHooks => payHooks.Handle<LogPayment>("payment.*"));

        var paid = await host.DeliverAsync("chargily", "checkout.paid");

        Assert.Equal((EventTypes.PaymentSucceeded, HandlerOutcome.Succeeded), (paid.Type, paid.Outcome));
    }
}
