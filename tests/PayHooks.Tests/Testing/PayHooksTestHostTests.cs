using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Testing;

namespace PayHooks.Tests.Testing;

public sealed class PayHooksTestHostTests
{
    [Fact]
    public async Task A_signed_sample_of_every_provider_is_received_and_handled()
    {
        var keys = new ConcurrentQueue<string>();
        await using var host =
            await PayHooksTestHost.StartAsync(payHooks =>
            Record(payHooks, keys).Handle<Recorder>(["*"], minimumVerification: VerificationLevel.None));

        foreach (var provider in SampleEvents.Providers)
        {
            var delivered = await host.DeliverAsync(provider, SampleEvents.Names(provider)[0]);
            Assert.Equal((HandlerOutcome.Succeeded, 1), (delivered.Outcome, delivered.Deliveries));
        }

        Assert.Equal(SampleEvents.Providers.Count, keys.Count);
    }

    [Fact]
    public async Task Repeated_deliveries_are_one_event_and_a_failing_handler_makes_a_dead_letter()
    {
        await using var host = await PayHooksTestHost.StartAsync(
            payHooks => payHooks.Handle<Failing>(EventTypes.PaymentSucceeded), [new("PayHooks:Retry:Delays:0", "01:00:00")]);

        var dead = await host.DeliverAsync("stripe", "payment_intent.succeeded", deliveries: 3);

        Assert.Equal((HandlerOutcome.DeadLettered, 2, 3), (dead.Outcome, dead.Attempts, dead.Deliveries));
        Assert.Equal("Failing: InvalidOperationException: no", dead.LastError);
    }

    [Fact]
    public async Task A_body_of_ones_own_is_signed_and_delivered()
    {
        await using var host =
            await PayHooksTestHost.StartAsync(payHooks => Record(payHooks, new()).Handle<Recorder>(EventTypes.PaymentSucceeded));

        var delivered = await host.DeliverBodyAsync("stripe", """
            {"id":"evt_1","object":"event","type":"payment_intent.succeeded","created":1764489600,
             "data":{"object":{"id":"pi_1","object":"payment_intent","amount":4990,"currency":"usd","status":"succeeded"}}}
            """u8.ToArray());

        Assert.Equal((HandlerOutcome.Succeeded, EventTypes.PaymentSucceeded), (delivered.Outcome, delivered.Type));
    }

    [Fact]
    public async Task A_body_that_the_provider_cannot_sign_is_named()
    {
        await using var host = await PayHooksTestHost.StartAsync(payHooks => Record(payHooks, new()).Handle<Recorder>("*"));

        await Assert.ThrowsAsync<FormatException>(() => host.DeliverBodyAsync("adyen", "[]"u8.ToArray()));
    }

    [Fact]
    public async Task A_handlers_registered_name_is_in_its_idempotency_key_and_in_the_ledger()
    {
        var keys = new ConcurrentQueue<string>();
        await using var host =
            await PayHooksTestHost.StartAsync(payHooks => Record(payHooks, keys).Handle<Recorder>(["*"], name: "mark-paid"));

        var customer = await host.DeliverAsync("stripe", "customer.created");
        var payment = await host.DeliverAsync("stripe", "payment_intent.succeeded");

        Assert.Equal(["mark-paid"], customer.Handled);
        Assert.Equal(["mark-paid"], payment.Handled);
        Assert.Equal(2, keys.Count);
        Assert.Equal($"{customer.Id}.mark-paid", keys.First());
        Assert.Matches("^chg_[a-z2-7]{26}\\.mark-paid$", keys.Last());
    }

    [Fact]
    public async Task Settings_that_do_not_fit_fail_at_start()
    {
        var error = await Assert.ThrowsAsync<PayHooksConfigurationException>(
            () => PayHooksTestHost.StartAsync(_ => { }, [new("PayHooks:HandlerTimeout", "soon")]));

        Assert.Contains("PayHooks__HandlerTimeout", error.Message, StringComparison.Ordinal);
    }

    private static PayHooksBuilder Record(PayHooksBuilder payHooks, ConcurrentQueue<string> keys)
    {
        payHooks.Services.AddSingleton(keys);
        return payHooks;
    }

    private sealed class Recorder(ConcurrentQueue<string> keys) : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
        {
            keys.Enqueue(context.IdempotencyKey);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Failing : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no");
    }
}
