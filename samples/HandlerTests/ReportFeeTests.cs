using PayHooks;
using PayHooks.Testing;
using StripeFunctions;

namespace HandlerTests;

/// <summary>How to test a handler that reads the provider's own types from the body.</summary>
public sealed class ReportFeeTests
{
    [Fact]
    public async Task The_body_is_read_with_the_types_of_Stripe_net()
    {
        var run = await HandlerHarness.RunAsync<ReportFee>(SampleEvents.Create("stripe", "payment_intent.succeeded"));

        Assert.Equal(HandlerOutcome.Succeeded, run.Outcome);
    }

    [Fact]
    public async Task An_event_without_a_payment_intent_is_a_permanent_failure()
    {
        var run = await HandlerHarness.RunAsync<ReportFee>(SampleEvents.Create("stripe", "customer.created"));

        Assert.Equal(HandlerOutcome.DeadLettered, run.Outcome);
        Assert.IsType<PermanentFailureException>(Assert.Single(run.Exceptions));
    }
}
