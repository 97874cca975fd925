using System.Text;
using System.Text.Json.Nodes;
using PayHooks.Faults.Processes;
using PayHooks.Faults.Shop;
using PayHooks.Tests.Server;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Crash;

/// <summary>The guard that docs/payments.md shows: a state is written where the stored version is lower.</summary>
[Collection(AloneCollection.Name)]
public sealed class PaymentGuardTests : IDisposable
{
    private static readonly Secret Key = new(0, "a secret of the shop");
    private static readonly IWebhookProvider WooCommerce = MakeProvider();

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // WooCommerce can void a paid order, so the second event undoes the first; a success is always handled, however late.
    [Fact]
    public async Task Killed_after_a_handler_and_before_its_record_with_the_next_event_handled_first_the_older_state_is_not_written_again()
    {
        await using (var first = Start("--hold", EventTypes.PaymentSucceeded))
        {
            await DeliverAsync(first, "processing", second: 1);
            await TriesAsync(1);
            await DeliverAsync(first, "cancelled", second: 2);
            await TriesAsync(2);
            await CompletedAsync(first, EventTypes.PaymentCanceled);
            await first.KillAsync();
        }

        await using var next = Start();
        var tries = await TriesAsync(3);

        Assert.Equal([EventTypes.PaymentSucceeded, EventTypes.PaymentCanceled, EventTypes.PaymentSucceeded], tries.Select(one => one.Type));
        Assert.Equal([("succeeded", true), ("canceled", true), ("canceled", false)], tries.Select(one => (one.State, one.IsWritten)));
        Assert.Equal(tries[0].Key, tries[2].Key);
        Assert.True(tries[0].Version < tries[1].Version, "The next event has the same version.");
        Assert.True(tries[1].Version <= tries[2].Version, "The version went back.");

        await DeliverAsync(next, "refunded", second: 3);
        var last = (await TriesAsync(4))[3];
        Assert.Equal((EventTypes.RefundSucceeded, true), (last.Type, last.IsWritten));
        Assert.True(last.Version > tries[2].Version, "The version went back after the kill.");
    }

    private static IWebhookProvider MakeProvider()
    {
        var descriptor = new ProviderRegistry().Find("woocommerce")!;
        return descriptor.Create(new SourceSettings { Name = "shop", Provider = descriptor.Name, Secrets = [Key] });
    }

    private static async Task DeliverAsync(ChildProcess server, string status, int second)
    {
        var body = $$"""
            {"id":1042,"number":"1042","order_key":"wc_order_1","status":"{{status}}","total":"10.00","currency":"EUR",
            "refunds":[{"id":1,"total":"-10.00"}],"date_modified_gmt":"2026-01-02T03:04:0{{second}}"}
            """;
        var signed = WooCommerce.Sign(Encoding.UTF8.GetBytes(body), Key, TimeProvider.System.GetUtcNow());
        using var client = new HttpClient { BaseAddress = new Uri(await server.Announced) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/shop") { Content = new ReadOnlyMemoryContent(signed.Body) };
        foreach (var header in signed.Headers)
        {
            request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        using var response = await client.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
    }

    private static async Task CompletedAsync(ChildProcess server, string type)
    {
        using var client = new HttpClient { BaseAddress = new Uri(await server.Announced) };
        await Eventually.Async(
            async () => JsonNode.Parse(await client.GetStringAsync("/api/events"))!["events"]!.AsArray(),
            events => events.Any(one => (string?)one!["type"] == type && RunningServer.IsCompleted(one)));
    }

    private ChildProcess Start(params string[] more) => ChildProcess.Start(
        Path.Combine(AppContext.BaseDirectory, "PayHooks.Faults.dll"),
        [ShopCommand.Name, "--data", folder.File("payhooks-data"), "--orders", folder.File("orders.txt"), .. more],
        folder.Path,
        new Dictionary<string, string>
        {
            ["PayHooks__Sources__shop__Provider"] = "woocommerce",
            ["PayHooks__Sources__shop__Secrets__0"] = Encoding.UTF8.GetString(Key.Utf8),
        },
        ShopCommand.Announcement);

    private Task<Order[]> TriesAsync(int count) => Eventually.Async(
        () => Task.FromResult(File.Exists(folder.File("orders.txt")) ? OrderFile.Read(folder.File("orders.txt")) : []),
        tries => tries.Length >= count);
}
