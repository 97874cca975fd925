namespace PayHooks.Tests.Payments;

/// <summary>The search finds all events of a payment by what people know of it.</summary>
public sealed class PaymentSearchTests : IAsyncLifetime
{
    private StripeHost host = null!;
    private string[] expected = [];

    public async Task InitializeAsync()
    {
        host = await StripeHost.StartAsync();
        var paid = await host.IntentAsync("succeeded", "pi_1", "order-7");
        var refund = await host.RefundAsync("re_1", "pi_1");
        await host.IntentAsync("succeeded", "pi_2", "order-8");
        expected = [refund.Id, paid.Id];
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Theory]
    [InlineData("pi_1")]
    [InlineData("order-7")]
    public async Task The_id_of_a_payment_and_the_merchants_reference_find_its_refunds_too(string text) =>
        Assert.Equal(expected, await SearchAsync($"q={text}"));

    [Fact]
    public async Task The_other_filters_narrow_what_is_found()
    {
        Assert.Equal([expected[1]], await SearchAsync("q=pi_1&type=payment.succeeded"));
        Assert.Empty(await SearchAsync("q=pi_1&source=square"));
        Assert.Empty(await SearchAsync("q=pi_9"));
    }

    [Fact]
    public async Task What_is_found_comes_in_pages()
    {
        var first = await host.GetAsync("/api/events?q=order-7&limit=1");
        var second = await host.GetAsync($"/api/events?q=order-7&limit=1&cursor={first["cursor"]}");

        Assert.Equal(expected, first["events"]!.AsArray().Concat(second["events"]!.AsArray()).Select(one => (string)one!["id"]!));
        Assert.Null(second["cursor"]);
    }

    private async Task<IEnumerable<string>> SearchAsync(string query) =>
        (await host.GetAsync($"/api/events?{query}"))["events"]!.AsArray().Select(one => (string)one!["id"]!);
}
