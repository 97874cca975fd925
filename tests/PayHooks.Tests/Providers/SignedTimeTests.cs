using PayHooks.Tests.Providers.Schemes;
using PayHooks.Verification;

namespace PayHooks.Tests.Providers;

/// <summary>Some gateways sign once and repeat the first time with every retry, for days.</summary>
public sealed class SignedTimeTests
{
    private const string Secret = "5b1f0c6d2a9e47d38f60b4c5e7a1928374650f1e2d3c4b5a6978877665544332";
    private const string Own =
        """{ "signature": { "header": "S" }, "content": "{timestamp}.{body}", "timestamp": { "header": "T", "tolerance": "7.00:00:00" } }""";

    private static readonly byte[] Body = """{"id":"evt_1","type":"payment.completed"}"""u8.ToArray();

    public static TheoryData<string> Gateways => ["x-signature", "standard-webhooks", "stripe", "paddle", "custom"];

    [Theory]
    [MemberData(nameof(Gateways))]
    public void A_retry_with_the_first_time_is_accepted_within_the_tolerance_of_the_source(string gateway)
    {
        var provider = Provider(gateway, "7.00:00:00");
        var signed = provider.Sign(Body, new Secret(0, Secret), Samples.Now);

        Assert.True(At(provider, signed, TimeSpan.FromDays(7)).IsGenuine);
        Assert.Equal(RejectionReason.TimestampStale, At(provider, signed, TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1)).Reason);
        Assert.True(At(provider, signed, TimeSpan.FromDays(-7)).IsGenuine);
    }

    [Theory]
    [InlineData("x-signature", 300)]
    [InlineData("standard-webhooks", 300)]
    [InlineData("stripe", 300)]
    [InlineData("paddle", 5)]
    public void Without_a_setting_it_is_accepted_for_minutes_at_most(string gateway, int seconds)
    {
        var provider = Provider(gateway, null);
        var signed = provider.Sign(Body, new Secret(0, Secret), Samples.Now);

        Assert.True(At(provider, signed, TimeSpan.FromSeconds(seconds)).IsGenuine);
        Assert.Equal(RejectionReason.TimestampStale, At(provider, signed, TimeSpan.FromSeconds(seconds + 1)).Reason);
    }

    private static IWebhookProvider Provider(string gateway, string? tolerance)
    {
        if (gateway == "custom")
        {
            return Described.Provider(Own, Secret);
        }

        var descriptor = new ProviderRegistry().Find(gateway)!;
        var source = Samples.Source(descriptor, Secret);
        return descriptor.Create(gateway == "x-signature"
            ? source with
            {
                TimestampHeader = "X-Time",
                Tolerance = tolerance is null ? null
                : TimeSpan.Parse(tolerance, System.Globalization.CultureInfo.InvariantCulture)
            }
            : source with { Scheme = tolerance is null ? [] : Samples.Scheme($$"""{ "timestamp": { "tolerance": "{{tolerance}}" } }""") });
    }

    private static Verdict At(IWebhookProvider provider, SignedBody signed, TimeSpan later) =>
        provider.Verify(Samples.Delivery(signed) with { ReceivedAt = Samples.Now + later });
}
