using Microsoft.Extensions.Configuration;
using Microsoft.Playwright;
using PayHooks.Cli.Server;
using PayHooks.Tests.Support;

namespace PayHooks.Console.Tests;

/// <summary>
/// What the tests share: a browser, and a server on a RocksDB store with 50,000 events to which deliveries go on coming. What a
/// test looks at comes through a source that no other test and no traffic uses, or was seeded.
/// </summary>
public sealed class Stage : IAsyncLifetime
{
    public const string Secret = "console-signing-key-0123456789";
    public const string NextSecret = "console-next-key-0123456789";
    public const string StripeSecret = "whsec_console0123456789";
    public const string ChargilySecret = "test_sk_0123456789abcdef";

    /// <summary>Sources of x-signature that tests send to, one each.</summary>
    public static readonly string[] OwnSources =
        ["arrivals", "reading", "hostile", "replayed", "erased", "timeline", "broken", "forged", "copied", "raw", "polled", "burst",
            "figures", "mistaken"];

    private const int Events = 50_000;

    private readonly TemporaryFolder folder = new();
    private LocalServer? server;
    private LiveTraffic? traffic;
    private IPlaywright? playwright;

    internal Runs Runs { get; } = new();

    internal Seeds Seeds { get; private set; } = null!;

    internal Sender Sender { get; private set; } = null!;

    internal IBrowser Browser { get; private set; } = null!;

    internal Uri Address => server!.BaseAddress;

    public async Task InitializeAsync()
    {
        if (Chromium.Executable is null)
        {
            return;
        }

        server = await StartServerAsync("events");
        Seeds = await Seeds.PlantAsync(server.Services, Events, TimeSpan.FromDays(30), TimeSpan.FromMinutes(10));
        Sender = new Sender(server.BaseAddress);
        traffic = new LiveTraffic(Sender);
        playwright = await Playwright.CreateAsync();
        Browser = await Chromium.LaunchAsync(playwright);
    }

    public async Task DisposeAsync()
    {
        if (server is not null)
        {
            await Browser.DisposeAsync();
            playwright!.Dispose();
            await traffic!.DisposeAsync();
            Sender.Dispose();
            await server.StopAsync();
            await server.DisposeAsync();
        }

        folder.Dispose();
    }

    /// <summary>A server with the same settings on a store of its own.</summary>
    internal Task<LocalServer> StartServerAsync(string file, params KeyValuePair<string, string?>[] more) => LocalServer.StartAsync(
        new LocalServerOptions
        {
            Urls = "http://127.0.0.1:0",
            DataFolder = folder.File(file),
            Configuration = new ConfigurationBuilder().AddConfiguration(Settings()).AddInMemoryCollection(more).Build(),
            Handlers = Runs.Register,
            Quiet = true,
        },
        CancellationToken.None);

    /// <summary>A page of its own, in a browser profile of its own, at an address of the console.</summary>
    internal Task<ConsolePage> OpenAsync(string query = "", int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light) =>
        ConsolePage.OpenAsync(Browser, Address, query, width, height, scheme);

    private static IConfigurationRoot Settings() => new ConfigurationBuilder().AddInMemoryCollection(
    [
        new("PayHooks:Sources:chargily:Secrets:0", ChargilySecret),
        new("PayHooks:Sources:chargily:Secrets:1", "test_sk_next_9876543210"),
        new("PayHooks:Sources:shop_sg:Provider", "xanpay"),
        new("PayHooks:Sources:shop_sg:Secrets:0", "webhook-user:a-long-password"),
        new("PayHooks:Sources:portone:Secrets:0", "portone-secret-0123456789"),
        new("PayHooks:Sources:timeline:Scheme:dashboard:live", "https://dashboard.example.com/payments/{id}"),
        new("PayHooks:Sources:shop_eu:Provider", "stripe"),
        new("PayHooks:Sources:shop_eu:Secrets:0", StripeSecret),
        new("PayHooks:Retry:Delays:0", "00:00:01"),
        .. Source("gateway"),
        .. Source(LiveTraffic.Source),
        .. OwnSources.SelectMany(Source),
        .. Custom("forms", """
            { "signature": { "header": "X-Signature" }, "body": "form",
              "event": { "type": "event", "types": { "invoice.paid": "same" }, "resource": "invoice", "amount": "amount", "unit": "major", "currency": "currency" } }
            """),
        .. Custom("batches", """
            { "signature": { "header": "X-Signature" }, "items": "events[]",
              "event": { "id": "id", "type": "type", "types": { "dispute.opened": "same", "payout.failed": "same", "subscription.canceled": "same" }, "amount": "amount", "unit": "major" } }
            """),
    ]).Build();

    private static KeyValuePair<string, string?>[] Custom(string name, string scheme) =>
    [
        new($"PayHooks:Sources:{name}:Provider", "custom"), new($"PayHooks:Sources:{name}:Scheme", scheme),
        new($"PayHooks:Sources:{name}:Secrets:0", Secret), new($"PayHooks:Sources:{name}:Secrets:1", NextSecret),
    ];

    private static KeyValuePair<string, string?>[] Source(string name) =>
    [
        new($"PayHooks:Sources:{name}:Provider", "x-signature"), new($"PayHooks:Sources:{name}:Secrets:0", Secret),
        new($"PayHooks:Sources:{name}:Scheme:event:unit", "major"),
    ];
}

/// <summary>The tests that share the stage.</summary>
[CollectionDefinition(Name)]
public class StageTests : ICollectionFixture<Stage>
{
    public const string Name = "console";
}
