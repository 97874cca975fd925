using System.Text;
using System.Text.Json;
using PayHooks.Cli.Sending;
using PayHooks.Cli.Settings;
using PayHooks.Tests.Support;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Cli;

public class SampleCatalogTests
{
    // Bodies that tell no time, or none that is signed, or one without a zone.
    private static readonly string[] Timeless =
    [
        "portone/payout", "adyen/", "midtrans/", "woocommerce/", "paystack/refund", "github/ping", "github/issue-comment",
            "github/sponsorship",
        "shopify/customer", "xendit/virtual-account-created", "xendit/disbursement",
    ];

    private const string Url = "https://shop.example.com/webhooks/one";
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string> Everything()
    {
        var rows = new TheoryData<string, string>();
        foreach (var provider in SampleCatalog.Providers)
        {
            foreach (var sample in SampleCatalog.Events(provider))
            {
                rows.Add(provider, sample.Name);
            }
        }

        return rows;
    }

    [Fact]
    public void Every_provider_has_samples_but_the_one_that_each_source_describes() => Assert.Equal(
        new ProviderRegistry().All.Select(provider => provider.Name).Where(name => name != "custom").Order(),
            SampleCatalog.Providers.Order());

    [Theory]
    [MemberData(nameof(Everything))]
    public void A_sample_verifies_with_its_provider_and_reads_as_the_type_map_says(string providerName, string name)
    {
        var sample = SampleCatalog.Find(providerName, name)!;
        var (provider, secret) = Open(providerName);
        var signed = provider.Sign(SampleCatalog.Create(sample, new Random(1), Now), secret, Now, Url);

        var verdict = provider.Verify(Tampering.Arrived(signed, Now, Url));
        var facts = Assert.Single(EventIdentity.EventsOf(provider, signed.Body, signed.Headers)).Facts;

        Assert.True(verdict.IsGenuine, verdict.Detail);
        Assert.Equal(sample.IsSigned, verdict.Verification > VerificationLevel.None);
        Assert.Equal(sample.Type, facts.Type);
        Assert.NotNull(facts.OccurredAt
            ?? (Timeless.Any(template => sample.Template.StartsWith(template, StringComparison.Ordinal)) ? Now : null));
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Two_of_a_sample_are_two_events(string providerName, string name)
    {
        var sample = SampleCatalog.Find(providerName, name)!;
        var (provider, secret) = Open(providerName);
        var random = new Random(1);

        var ids = Enumerable.Range(0, 2)
            .Select(_ =>
                EventIdentity.IdsOf(provider, "shop", provider.Sign(SampleCatalog.Create(sample, random, Now), secret, Now, Url)).First())
                .Distinct();

        Assert.Equal(2, ids.Count());
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void A_sample_is_compact_JSON_without_placeholders(string providerName, string name)
    {
        var body = SampleCatalog.Create(SampleCatalog.Find(providerName, name)!, new Random(1), Now);

        using var json = JsonDocument.Parse(body);
        var text = Encoding.UTF8.GetString(body);
        Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Slashes_are_escaped_as_the_provider_escapes_them()
    {
        var text = Encoding.UTF8.GetString(SampleCatalog.Create(SampleCatalog.Find("chargily", "checkout.paid")!, new Random(1), Now));

        Assert.Contains("""https:\/\/pay.chargily.dz\/test""", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("portone", "success", "Success")]
    [InlineData("portone", "payment.Success", "Success")]
    [InlineData("portone", "payment-link-success", "payment_link.Success")]
    [InlineData("portone", "ACTIVE", "subscription.Active")]
    [InlineData("chargily", "Checkout.Paid", "checkout.paid")]
    [InlineData("chargily", "paid", "checkout.paid")]
    [InlineData("xanpay", "Completed", "completed")]
    [InlineData("x-signature", "customer.updated", "customer.updated")]
    public void A_sample_is_found_whatever_the_case(string provider, string name, string expected) =>
        Assert.Equal(expected, SampleCatalog.Find(provider, name)?.Name);

    [Theory]
    [InlineData("x-signature", "completed")]
    [InlineData("portone", "created")]
    [InlineData("chargily", "")]
    public void What_could_mean_several_samples_finds_none(string provider, string name) =>
        Assert.Null(SampleCatalog.Find(provider, name));

    [Theory]
    [InlineData("chargily", "checkout.payed", "checkout.paid")]
    [InlineData("chargily", "payment.succeeded", "checkout.paid")]
    [InlineData("xanpay", "canceled", "cancelled")]
    public void A_mistyped_name_suggests_the_nearest(string provider, string name, string expected) =>
        Assert.Equal(expected, SampleCatalog.Suggest(provider, name));

    [Fact]
    public void The_console_proposes_the_first_sample_of_each_provider()
    {
        var proposed = Repository.Read("src/PayHooks.AspNetCore/Console/empty.js").Find(@"const samples = \{(?<it>[^}]+)\};").Single()
            .Find(@"[\w'-]+: '[^']+'").Select(pair => pair.Replace("'", "", StringComparison.Ordinal));
        Assert.Equal(
            SampleCatalog.Providers.Select(provider => $"{provider}: {SampleCatalog.Events(provider)[0].Name}")
                .Order(StringComparer.Ordinal),
            proposed.Order(StringComparer.Ordinal));
    }

    private static (IWebhookProvider Provider, Secret Secret) Open(string name)
    {
        var descriptor = new ProviderRegistry().Find(name)!;
        var secret =
            new Secret(0, descriptor.SecretForm == "user:password" ? "user:a-long-enough-password"
            : "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
        return (descriptor.Create(DefaultSource.Of(descriptor, "shop", secret, acceptUnsigned: true)), secret);
    }
}
