using System.Net;

namespace PayHooks.Tests.Payments;

/// <summary>Flags that nobody has seen, over HTTP.</summary>
public sealed class FlagApiTests
{
    [Fact]
    public async Task A_payment_that_was_paid_twice_needs_attention_until_somebody_has_seen_it()
    {
        await using var host = await StripeHost.StartAsync();
        await host.IntentAsync("succeeded", "pi_1", "order-7");
        Assert.Equal(0, (int)(await host.GetAsync("/api/stats"))["flagged"]!);
        var second = await host.IntentAsync("succeeded", "pi_2", "order-7");

        var flags = (await host.GetAsync("/api/flags"))["flags"]!.AsArray();
        Assert.Equal(["pi_1", "pi_2"], flags.Select(flag => (string)flag!["subject"]!["id"]!).Order());
        var flag = flags.Single(one => (string)one!["subject"]!["id"]! == "pi_2")!;
        Assert.Equal(
            ("stripe", "payment", "paid_twice", second.Id),
            ((string)flag["source"]!, (string)flag["subject"]!["kind"]!, (string)flag["flag"]!, (string)flag["event"]!));
        Assert.Contains("Refund one of them.", (string)flag["explanation"]!, StringComparison.Ordinal);
        Assert.Equal(2, (int)(await host.GetAsync("/api/stats"))["flagged"]!);
        Assert.Equal(2, (int)(await host.GetAsync("/api/overview"))["flagged"]!);

        using var seen = await host.PostAsync("/api/flags/stripe/payment/pi_1/seen");
        Assert.Equal(HttpStatusCode.NoContent, seen.StatusCode);

        Assert.Equal("pi_2", (string?)Assert.Single((await host.GetAsync("/api/flags"))["flags"]!.AsArray())!["subject"]!["id"]);
        Assert.Equal(1, (int)(await host.GetAsync("/api/stats"))["flagged"]!);
        Assert.Equal(2, (await host.GetAsync("/api/payments?flag=paid_twice"))["payments"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("/api/flags/stripe/payment/pi_9/seen")]
    [InlineData("/api/flags/stripe/refund/pi_1/seen")]
    [InlineData("/api/flags/nobody/payment/pi_1/seen")]
    public async Task What_is_not_flagged_cannot_be_marked_as_seen(string path)
    {
        await using var host = await StripeHost.StartAsync();
        await host.IntentAsync("succeeded", "pi_1");

        using var response = await host.PostAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("that is flagged", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_another_origin_cannot_mark_flags()
    {
        await using var host = await StripeHost.StartAsync();

        using var response = await host.Client.PostAsync("/api/flags/stripe/payment/pi_1/seen", content: null);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
