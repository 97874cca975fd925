using PayHooks.Verification;

namespace PayHooks.Tests.Providers.Schemes;

/// <summary>Where the dashboards of providers show a payment.</summary>
public sealed class DashboardTests
{
    private const string Described = """
        {
          "signature": { "header": "X" },
          "dashboard": { "live": "https://acme.example/p/{id}?view=full", "test": "https://acme.example/t?p={id}" }
        }
        """;

    [Theory]
    [InlineData("stripe", true, "https://dashboard.stripe.com/payments/pay_1")]
    [InlineData("stripe", false, "https://dashboard.stripe.com/test/payments/pay_1")]
    [InlineData("stripe", null, "https://dashboard.stripe.com/payments/pay_1")]
    [InlineData("square", null, "https://squareup.com/dashboard/sales/transactions/pay_1")]
    [InlineData("square", false, "https://squareupsandbox.com/dashboard/sales/transactions/pay_1")]
    [InlineData("adyen", true, "https://ca-live.adyen.com/ca/ca/accounts/showTx.shtml?pspReference=pay_1")]
    [InlineData("adyen", false, "https://ca-test.adyen.com/ca/ca/accounts/showTx.shtml?pspReference=pay_1")]
    [InlineData("razorpay", false, "https://dashboard.razorpay.com/app/payments/pay_1")]
    [InlineData("paddle", true, "https://vendors.paddle.com/transactions-v2/pay_1")]
    [InlineData("paddle", false, "https://sandbox-vendors.paddle.com/transactions-v2/pay_1")]
    [InlineData("x-signature", true, null)]
    [InlineData("chargebee", true, null)]
    [InlineData("portone", true, null)]
    public void A_payment_has_an_address_where_its_dashboard_is_known(string provider, bool? livemode, string? address) =>
        Assert.Equal(address, Preset(provider).DashboardOf("pay_1", livemode)?.AbsoluteUri);

    [Theory]
    [InlineData("a/b?c#d", "https://acme.example/p/a%2Fb%3Fc%23d?view=full")]
    [InlineData("../../logout", "https://acme.example/p/..%2F..%2Flogout?view=full")]
    [InlineData("1&admin=1 ä", "https://acme.example/p/1%26admin%3D1%20%C3%A4?view=full")]
    [InlineData("{id}", "https://acme.example/p/%7Bid%7D?view=full")]
    [InlineData("\\\\evil.example", "https://acme.example/p/%5C%5Cevil.example?view=full")]
    [InlineData("..", null)]
    [InlineData(".", null)]
    [InlineData("", null)]
    public void Whatever_the_id_it_is_one_step_of_the_address(string id, string? address) =>
        Assert.Equal(address, Schemes.Described.Provider(Described, "a-secret-of-acme").DashboardOf(id, true)?.AbsoluteUri);

    [Fact]
    public void Without_an_address_for_tests_a_test_payment_has_none()
    {
        var provider = Schemes.Described.Provider(
            """{ "signature": { "header": "X" }, "dashboard": { "live": "https://acme.example/{id}" } }""", "a-secret-of-acme");

        Assert.Null(provider.DashboardOf("pay_1", false));
        Assert.NotNull(provider.DashboardOf("pay_1", null));
    }

    private static IWebhookProvider Preset(string name)
    {
        var descriptor = new ProviderRegistry().Find(name)!;
        var secret = descriptor.SecretForm == "user:password" ? "user:a-long-password" : "0123456789abcdef0123456789abcdef";
        return descriptor.Create(Samples.Source(descriptor, secret));
    }
}
