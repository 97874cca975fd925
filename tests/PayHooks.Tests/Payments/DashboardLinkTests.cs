namespace PayHooks.Tests.Payments;

/// <summary>A payment and its events lead to the provider's dashboard.</summary>
public sealed class DashboardLinkTests
{
    [Theory]
    [InlineData(true, "https://dashboard.stripe.com/payments/pi_1")]
    [InlineData(false, "https://dashboard.stripe.com/test/payments/pi_1")]
    public async Task The_mode_of_the_event_says_which_dashboard(bool livemode, string address)
    {
        await using var host = await StripeHost.StartAsync();
        var sent = await host.IntentAsync("succeeded", "pi_1", livemode: livemode);

        Assert.Equal(address, (string?)(await host.GetAsync("/api/payments/stripe/pi_1"))["dashboard"]);
        Assert.Equal(address, (string?)(await host.GetAsync($"/api/events/{sent.Id}"))["dashboard"]);
    }

    [Fact]
    public async Task A_refund_leads_to_its_payment()
    {
        await using var host = await StripeHost.StartAsync();
        var refund = await host.RefundAsync("re_1", "pi_1");

        Assert.Equal("https://dashboard.stripe.com/payments/pi_1", (string?)(await host.GetAsync($"/api/events/{refund.Id}"))["dashboard"]);
    }

    [Fact]
    public async Task A_source_can_name_another_dashboard()
    {
        const string setting = "PayHooks:Sources:stripe:Scheme:dashboard:live";
        await using var host = await StripeHost.StartAsync((setting, "https://desk.example.com/find?payment={id}"));
        await host.IntentAsync("succeeded", "pi_1");

        var payment = await host.GetAsync("/api/payments/stripe/pi_1");
        Assert.Equal("https://desk.example.com/find?payment=pi_1", (string?)payment["dashboard"]);
    }

    [Theory]
    [InlineData("inv/7", "inv%2F7")]
    [InlineData("inv%2F7", "inv%252F7")]
    [InlineData("a b?", "a%20b%3F")]
    public async Task A_payment_is_found_by_its_address_whatever_its_id(string id, string escaped)
    {
        await using var host = await StripeHost.StartAsync();
        await host.IntentAsync("succeeded", id);

        var payment = await host.GetAsync($"/api/payments/stripe/{escaped}");

        Assert.Equal((id, $"https://dashboard.stripe.com/payments/{escaped}"), ((string?)payment["id"], (string?)payment["dashboard"]));
    }
}
