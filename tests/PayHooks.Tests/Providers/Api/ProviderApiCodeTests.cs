using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PayHooks.Verification;
using PayHooks.Verification.Api;
using PayHooks.Verification.PortOne;

namespace PayHooks.Tests.Providers.Api;

/// <summary>What is particular to one provider's API.</summary>
public sealed class ProviderApiCodeTests
{
    [Fact]
    public void PortOnes_token_is_signed_with_the_secret_key_and_expires()
    {
        var token = PortOneToken.Create("client\"key", "the-secret", Samples.Now).Split('.');

        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", Decode(token[0]));
        using var claims = JsonDocument.Parse(Decode(token[1]));
        Assert.Equal(
            ("PORTONE", "client\"key", Samples.Now.ToUnixTimeSeconds(), Samples.Now.ToUnixTimeSeconds() + 100),
            (claims.RootElement.GetProperty("iss").GetString(), claims.RootElement.GetProperty("sub").GetString(),
                claims.RootElement.GetProperty("iat").GetInt64(), claims.RootElement.GetProperty("exp").GetInt64()));
        Assert.Equal(
            Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes("the-secret"), Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"))),
            Padded(token[2]));
    }

    [Fact]
    public async Task A_charge_that_XanPay_does_not_show_is_no_verdict_on_its_webhook()
    {
        await using var fake = await FakeApi.StartAsync((_, context) => FakeApi.WriteAsync(context, "{}", 404));
        var api = ApiBench.Provider("xanpay", new ApiSettings { Key = "a:b", BaseUrl = fake.Url }).CreateApi(ApiBench.Http)!;

        var failure = await Assert.ThrowsAsync<ProviderApiException>(() => ApiBench.FindAsync(api, "61b6"));

        Assert.Equal(ApiFailure.Refused, failure.Failure);
        Assert.Contains("Api__Confirm", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_charge_other_than_the_one_asked_for_is_not_believed()
    {
        await using var fake = await FakeApi.StartAsync(_ => """{"id":"61b7","status":"completed"}""");
        var api = ApiBench.Provider("xanpay", new ApiSettings { Key = "a:b", BaseUrl = fake.Url }).CreateApi(ApiBench.Http)!;

        Assert.Equal(ApiFailure.Unexpected, (await Assert.ThrowsAsync<ProviderApiException>(() => ApiBench.FindAsync(api, "61b6"))).Failure);
    }

    [Theory]
    [InlineData("chargily", "live_sk_1", null, "/api/v2/checkouts/1")]
    [InlineData("chargily", "test_sk_1", null, "/test/api/v2/checkouts/1")]
    [InlineData("chargily", "live_sk_1", "test", "/test/api/v2/checkouts/1")]
    public async Task The_mode_is_that_of_the_settings_or_else_of_the_key(string provider, string key, string? mode, string path)
    {
        await using var fake = await FakeApi.StartAsync(_ => """{"id":"1","status":"paid"}""");
        var api = ApiBench.Provider(provider, new ApiSettings { Key = key, Mode = mode, BaseUrl = fake.Url }).CreateApi(ApiBench.Http)!;

        await ApiBench.FindAsync(api, "1");

        Assert.Equal($"GET {path}", fake.Requests.Single().Line);
    }

    [Theory]
    [InlineData("stripe", null, null, "https://api.stripe.com/v1/payment_intents/pi_1")]
    [InlineData("square", "test", null, "https://connect.squareupsandbox.com/v2/payments/pi_1")]
    [InlineData("midtrans", "test", null, "https://api.sandbox.midtrans.com/v2/pi_1/status")]
    [InlineData("chargebee", null, "acme-test", "https://acme-test.chargebee.com/api/v2/transactions/pi_1")]
    [InlineData("xanpay", null, null, "https://api.xanpay.com/charges/pi_1")]
    [InlineData("portone", null, null, "https://api.portone.cloud/api/client/transaction-details")]
    public async Task Without_another_address_the_providers_own_is_called(string provider, string? mode, string? account, string expected)
    {
        var http = new NoNetwork();
        var api = ApiBench.Provider(provider, new ApiSettings { Key = "key:1", ClientKey = "client", Mode = mode, Account = account })
            .CreateApi(http)!;

        var failure = await Assert.ThrowsAsync<ProviderApiException>(() => ApiBench.FindAsync(api, "pi_1"));

        Assert.Equal((ApiFailure.Unavailable, expected), (failure.Failure, http.Asked));
    }

    [Fact]
    public void Without_a_key_there_is_no_API() => Assert.All(new ProviderRegistry().All.Where(provider => provider.Name != "custom"), provider =>
        Assert.Null(provider.Create(Samples.Source(provider, "user:a-good-secret-0123")).CreateApi(ApiBench.Http)));

    private static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(Padded(text)));

    private static string Padded(string text) => text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');

    private sealed class NoNetwork() : HttpMessageInvoker(new SocketsHttpHandler())
    {
        public string? Asked { get; private set; }

        public override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked = request.RequestUri!.AbsoluteUri;
            throw new HttpRequestException("The network is not used here.");
        }
    }
}
