using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Cli.Server;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

/// <summary>A local server of one test: real Kestrel on a free port, real RocksDB, one source <c>shop</c> of x-signature.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public const string Secret = "shop-signing-key-0123456789";

    private readonly TemporaryFolder folder;

    private RunningServer(LocalServer server, TemporaryFolder folder)
    {
        Server = server;
        this.folder = folder;
        Client = new HttpClient { BaseAddress = server.BaseAddress };
    }

    public LocalServer Server { get; }

    public HttpClient Client { get; }

    public static async Task<RunningServer> StartAsync(
        Dictionary<string, string?>? settings = null, Action<PayHooksBuilder>? handlers = null, Action<IServiceCollection>? replace = null,
        params string[] proxies)
    {
        var ownFolder = new TemporaryFolder();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(ShopSettings())
            .AddInMemoryCollection(settings ?? [])
            .Build();
        var server = await LocalServer.StartAsync(
            new LocalServerOptions
            {
                Urls = "http://127.0.0.1:0",
                DataFolder = ownFolder.File("payhooks-data"),
                Configuration = configuration,
                Proxies = [.. proxies.Select(proxy => TrustedProxies.Parse(proxy)!.Value)],
                Handlers = handlers ?? (_ => { }),
                Replace = replace,
                Quiet = true,
            },
            CancellationToken.None);
        return new RunningServer(server, ownFolder);
    }

    public static Dictionary<string, string?> ShopSettings() => new()
    {
        ["PayHooks:Sources:shop:Provider"] = "x-signature",
        ["PayHooks:Sources:shop:Secrets:0"] = Secret,
        ["PayHooks:Sources:shop:Scheme:event:unit"] = "major",
    };

    /// <summary>A body of the x-signature provider.</summary>
    public static byte[] Body(string id = "evt-1", string type = "payment.completed", string? note = null) => Encoding.UTF8.GetBytes(
        $$"""{ "id": "{{id}}", "event": "{{type}}", "data": { "id": "pay-{{id}}", "amount": 12.50, "currency": "EUR" }{{(note is null ? "" : $", \"note\": \"{note}\"")}} }""");

    /// <summary>The signature, computed apart from the product.</summary>
    public static string Signature(byte[] body, string secret = Secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>A signed delivery.</summary>
    public static HttpRequestMessage Delivery(byte[] body, string path = "/webhooks/shop")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Signature", Signature(body));
        return request;
    }

    /// <summary>A change through the API.</summary>
    public static HttpRequestMessage Change(string path, HttpMethod? method = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Post, path);
        request.Headers.Add("x-payhooks", "1");
        return request;
    }

    public async Task<HttpResponseMessage> DeliverAsync(byte[]? body = null) => await Client.SendAsync(Delivery(body ?? Body()));

    public async Task<JsonNode> JsonAsync(string path) => JsonNode.Parse(await Client.GetStringAsync(path))!;

    /// <summary>The newest event once it fits.</summary>
    public Task<JsonNode> EventAsync(Func<JsonNode, bool> fits, TimeSpan? deadline = null) => NewestAsync(Client, fits, deadline);

    public static async Task<JsonNode> NewestAsync(HttpClient client, Func<JsonNode, bool> fits, TimeSpan? deadline = null) =>
        (await Eventually.Async(
        async () => JsonNode.Parse(await client.GetStringAsync("/api/events?limit=1"))!["events"]!.AsArray().FirstOrDefault(),
        seen => seen is not null && fits(seen),
        deadline))!;

    public static bool IsCompleted(JsonNode seen) => (string?)seen["status"] == "completed";

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.StopAsync();
        await Server.DisposeAsync();
        folder.Dispose();
    }
}
