using PayHooks;
using PayHooks.Handlers;
using PayHooks.Testing;

namespace HandlerTests;

/// <summary>How to test a handler: alone with HandlerHarness, or behind a real endpoint with PayHooksTestHost.</summary>
public sealed class LogPaymentTests
{
    [Theory]
    [InlineData("stripe", "payment_intent.succeeded")]
    [InlineData("portone", "Success")]
    [InlineData("chargily", "checkout.paid")]
    public async Task A_payment_is_handled_at_the_first_attempt(string provider, string name)
    {
        var run = await HandlerHarness.RunAsync<LogPayment>(SampleEvents.Create(provider, name));

        Assert.Equal(HandlerOutcome.Succeeded, run.Outcome);
        Assert.Single(run.Attempts);
    }

    [Fact]
    public async Task A_signed_delivery_reaches_the_registered_handlers()
    {
        await using var host = await PayHooksTestHost.StartAsync(payHooks => payHooks.AddHandlers());

        var paid = await host.DeliverAsync("stripe", "payment_intent.succeeded");

        Assert.Equal((EventTypes.PaymentSucceeded, HandlerOutcome.Succeeded), (paid.Type, paid.Outcome));
        Assert.Contains(nameof(LogPayment), paid.Handled);
    }
}
