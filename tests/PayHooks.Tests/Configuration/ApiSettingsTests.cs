using Microsoft.Extensions.Configuration;
using PayHooks.Configuration;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Configuration;

/// <summary><c>PayHooks__Sources__&lt;name&gt;__Api__…</c>.</summary>
public sealed class ApiSettingsTests
{
    private const string Name = "PayHooks__Sources__shop__Api";
    private const string StripeKey = "a restricted key that can read events, payment intents, charges, refunds, disputes and payouts (rk_…)";

    [Fact]
    public void Without_a_key_there_is_no_API() => Assert.Null(Read("stripe").Sources.Single().Api);

    [Fact]
    public void A_key_is_enough()
    {
        var options = Read("stripe", ("Key", "rk_test_51Abc"));

        Assert.Empty(options.Errors);
        Assert.Equal(new ApiSettings { Key = "rk_test_51Abc" }, options.Sources.Single().Api);
        Assert.Equal((TimeSpan.FromMinutes(15), ApiConfirmation.Partial), (new ApiSettings { Key = "" }.Every, new ApiSettings { Key = "" }.Confirm));
    }

    [Fact]
    public void All_settings_are_read()
    {
        var options = Read("portone", ("Key", "the-secret-key"), ("ClientKey", "client"), ("Mode", "Test"), ("Every", "0"),
            ("Confirm", "Always"), ("BaseUrl", "http://localhost:9000"));

        Assert.Empty(options.Errors);
        Assert.Equal(
            new ApiSettings
            {
                Key = "the-secret-key",
                ClientKey = "client",
                Mode = "test",
                Every = TimeSpan.Zero,
                Confirm = ApiConfirmation.Always,
                BaseUrl = new Uri("http://localhost:9000"),
            },
            options.Sources.Single().Api);
    }

    [Theory]
    [InlineData("chargily")]
    [InlineData("paystack")]
    [InlineData("midtrans")]
    public void A_key_can_be_the_webhook_secret_where_the_provider_has_only_one(string provider)
    {
        var options = Read(provider, ("Key", "webhook-secret"));

        Assert.Empty(options.Errors);
        Assert.Equal("a-good-secret:0123", options.Sources.Single().Api!.Key);
    }

    [Theory]
    [InlineData("chargebee", "acme-test")]
    [InlineData("woocommerce", "shop.example.com/store")]
    [InlineData("lemon-squeezy", "1234")]
    public void An_account_becomes_part_of_the_URL(string provider, string account)
    {
        var options = Read(provider, ("Key", "ck_a:cs_b"), ("Account", account));

        Assert.Empty(options.Errors);
        Assert.Equal(account, options.Sources.Single().Api!.Account);
    }

    [Theory]
    [InlineData("shopify", "Key", "a-key", $"{Name} does not apply: PayHooks uses no API of shopify. Remove it (docs/provider-apis.md).")]
    [InlineData("stripe", "Every", "01:00:00", $"{Name}__Key is missing. Set it to {StripeKey}, or remove the other Api settings of the source.")]
    [InlineData("stripe", "Key", "webhook-secret",
        $"{Name}__Key ('webhook-secret') does not apply: the API of this provider has a key of its own. Set it to {StripeKey}.")]
    [InlineData("stripe", "Key", "<your key>", $"{Name}__Key is a sample value. Set it to {StripeKey}.")]
    [InlineData("stripe", "Key", "a key\nHost: b", $"{Name}__Key has a character that no key has. Set it to {StripeKey}.")]
    [InlineData("stripe", "Kye", "rk_1", $"{Name}__Kye is not a setting. Remove it, or use one of: Key, ClientKey, Account, Mode, Every, Confirm, BaseUrl.")]
    [InlineData("stripe", "Every", "15", $"{Name}__Every ('15') is not a time. Write it as [d.]hh:mm:ss, for example 00:05:00 or 35.00:00:00.")]
    [InlineData("stripe", "Every", "00:00:30", $"{Name}__Every (00:00:30) is out of range. Set it to 00:01:00 or more, or to 0 for never.")]
    [InlineData("stripe", "Confirm", "sometimes", $"{Name}__Confirm ('sometimes') is not a valid value. Set it to never, partial or always.")]
    [InlineData("stripe", "Mode", "test", $"{Name}__Mode does not apply: the key of this provider decides the mode. Remove it.")]
    [InlineData("paddle", "Mode", "sandbox", $"{Name}__Mode ('sandbox') is not a mode. Set it to live or test.")]
    [InlineData("stripe", "Account", "acct_1", $"{Name}__Account does not apply: the key of this provider belongs to one account. Remove it.")]
    [InlineData("stripe", "ClientKey", "pk_1", $"{Name}__ClientKey does not apply: the API of this provider has only one key. Remove it.")]
    [InlineData("portone", "Mode", "test", $"{Name}__ClientKey is missing. Set it to the client key of the merchant.")]
    [InlineData("chargebee", "Every", "0", $"{Name}__Account is missing. Set it to the site's name: acme of acme.chargebee.com.")]
    [InlineData("chargebee", "Account", "evil.example/", $"{Name}__Account ('evil.example/') is not the site's name: acme of acme.chargebee.com. Write it as letters, digits and '-'.")]
    [InlineData("woocommerce", "Account", "localhost", $"{Name}__Account ('localhost') is not the shop's address without https://, with its path if it has one. Write it as a host, with the path if it has one, without https:// and without a port: shop.example.com/store.")]
    [InlineData("woocommerce", "Account", "127.0.0.1", $"{Name}__Account ('127.0.0.1') is not the shop's address without https://, with its path if it has one. Write it as a host, with the path if it has one, without https:// and without a port: shop.example.com/store.")]
    [InlineData("stripe", "BaseUrl", "https://api.acme.example", $"{Name}__BaseUrl is not an address of this machine. Remove it, so that the provider's own is used. For tests, write it as http://127.0.0.1:8080.")]
    public void A_wrong_setting_is_named_with_what_mends_it(string provider, string name, string value, string expected)
    {
        var key = name == "Key" || expected.Contains("__Key is missing", StringComparison.Ordinal) ? [] : new[] { ("Key", "rk_1_a_key") };

        var options = Read(provider, [(name, value), .. key]);

        Assert.Contains(expected, options.Errors.Select(problem => problem.ToString()));
        Assert.All(options.Errors, problem => Assert.Equal("shop", problem.Source));
        Assert.True(name == "Kye" || options.Sources.Single().Api is null);
    }

    [Fact]
    public void A_section_needs_its_members()
    {
        var options = Read("stripe", ("", "rk_1"));

        Assert.Contains($"{Name} has no value of its own. Set {Name}__Key to {StripeKey}.", options.Errors.Select(problem => problem.ToString()));
    }

    private static PayHooksOptions Read(string provider, params (string Name, string Value)[] settings) => SettingsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(one => KeyValuePair.Create($"PayHooks:Sources:shop:Api:{one.Name}".TrimEnd(':'), (string?)one.Value))
                .Append(KeyValuePair.Create("PayHooks:Sources:shop:Provider", (string?)provider))
                .Append(KeyValuePair.Create("PayHooks:Sources:shop:Secrets:0", (string?)"a-good-secret:0123"))).Build(),
        new ProviderRegistry());
}
