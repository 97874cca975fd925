using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using PayHooks.Cli.Server;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

public sealed class ConsoleApiTests : IAsyncLifetime
{
    private readonly RecordingHandler handler = new();

    // The meter is the process's: no other test has a source of this name.
    private readonly string source = $"figures_{Guid.NewGuid():N}"[..40];
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync(
        new()
        {
            [$"PayHooks:Sources:{source}:Provider"] = "x-signature",
            [$"PayHooks:Sources:{source}:Secrets:0"] = RunningServer.Secret,
            [$"PayHooks:Sources:{source}:SilenceAfter"] = "1.00:00:00",
            ["PayHooks:MaxBodyBytes"] = "2048",
        },
        handler.Register);

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Remembers_what_was_refused_and_nothing_that_was_sent()
    {
        await SendAsync("/webhooks/shop", "marked-signature");
        await SendAsync("/webhooks/Un%3Cknown%3E", "marked-signature");
        await SendAsync("/webhooks/shop", "marked-signature", new string('x', 3000));

        var all = await server.JsonAsync("/api/rejected");
        var shop = await server.JsonAsync("/api/rejected?source=SHOP&limit=1");

        Assert.Equal(
            [("shop", 413, "too_large"), (null, 404, "unknown_source"), ("shop", 401, "signature_malformed")],
            all["rejected"]!.AsArray().Select(one => ((string?)one!["source"], (int)one["status"]!, (string?)one["reason"])));
        Assert.Equal("unknown", (string?)all["rejected"]![1]!["detail"]);
        Assert.Null(all["rejected"]![1]!["bytes"]);
        Assert.All(all["rejected"]!.AsArray(), one => Assert.Equal("127.0.0.1", (string?)one!["remoteAddress"]));
        Assert.Equal("too_large", (string?)Assert.Single(shop["rejected"]!.AsArray())!["reason"]);
        Assert.Equal(500, (int)all["kept"]!);
        Assert.DoesNotContain("marked", all.ToJsonString(), StringComparison.Ordinal);
        using var wrong = await server.Client.GetAsync("/api/rejected?limit=all");
        await Problem.AssertAsync(wrong, HttpStatusCode.BadRequest);

        async Task SendAsync(string path, string signature, string body = "marked body")
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            request.Headers.Add("X-Signature", signature);
            using var response = await server.Client.SendAsync(request);
            Assert.False(response.IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task A_server_that_stops_writes_what_it_rejected_and_heard_and_the_next_one_shows_it()
    {
        using var folder = new TemporaryFolder();
        DateTimeOffset? heardAt;
        await using (var first = await StartAsync())
        {
            using var client = new HttpClient { BaseAddress = first.BaseAddress };
            using var accepted = await client.SendAsync(RunningServer.Delivery(RunningServer.Body()));
            using var forged = await client.PostAsync("/webhooks/shop", new StringContent("{}"));
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (accepted.StatusCode, forged.StatusCode));
            heardAt = (DateTimeOffset?)(await JsonAsync(client, "/api/sources"))["sources"]![0]!["lastDeliveryAt"];
            await first.StopAsync();
        }

        await using var second = await StartAsync();
        using var next = new HttpClient { BaseAddress = second.BaseAddress };
        var rejected = await JsonAsync(next, "/api/rejected");

        Assert.Equal("signature_missing", (string?)Assert.Single(rejected["rejected"]!.AsArray())!["reason"]);
        var count = Assert.Single(rejected["counts"]!.AsArray())!;
        Assert.Equal(("shop", 401, 1), ((string?)count["source"], (int)count["status"]!, (int)count["count"]!));
        Assert.NotNull(heardAt);
        var shop = (await JsonAsync(next, "/api/sources"))["sources"]![0]!;
        Assert.Equal((heardAt, false), ((DateTimeOffset?)shop["lastDeliveryAt"], shop["lastRejectedAt"] is null));

        Task<LocalServer> StartAsync() => LocalServer.StartAsync(
            new LocalServerOptions
            {
                Urls = "http://127.0.0.1:0",
                DataFolder = folder.File("payhooks-data"),
                Configuration = new ConfigurationBuilder().AddInMemoryCollection(RunningServer.ShopSettings()).Build(),
                Handlers = _ => { },
                Quiet = true,
            },
            CancellationToken.None);

        static async Task<JsonNode> JsonAsync(HttpClient client, string path) => JsonNode.Parse(await client.GetStringAsync(path))!;
    }

    [Fact]
    public async Task Remembers_a_delivery_that_broke_off()
    {
        await RawRequest.SendAsync(
            server.Server.BaseAddress,
            $"{RawRequest.Post}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nnonsense\r\n");

        var refused = Assert.Single((await server.JsonAsync("/api/rejected"))["rejected"]!.AsArray())!;

        Assert.Equal(("shop", 400, "broken_off"), ((string?)refused["source"], (int)refused["status"]!, (string?)refused["reason"]));
    }

    [Fact]
    public async Task The_overview_tells_what_happened_and_how_each_source_fares()
    {
        using var accepted = await server.Client.SendAsync(RunningServer.Delivery(RunningServer.Body(), $"/webhooks/{source}"));
        using var refused = await server.Client.PostAsync($"/webhooks/{source}", new StringContent("{}"));
        await server.EventAsync(RunningServer.IsCompleted);

        var overview = await Eventually.Async(() => server.JsonAsync("/api/overview"), seen => (int)seen["waiting"]! == 0);

        Assert.Equal(60, overview["minutes"]!.AsArray().Count);
        Assert.True(overview["minutes"]!.AsArray().Sum(minute => (int)minute!["accepted"]!) >= 1);
        Assert.True((int)overview["ack"]!["count"]! >= 1);
        Assert.NotNull(overview["ack"]!["p99Ms"]);
        Assert.True((int)overview["lag"]!["count"]! >= 1);
        Assert.Equal((0, 0), ((int)overview["deadLetters"]!, (int)overview["retrying"]!));
        var own = overview["sources"]!.AsArray().Single(one => (string?)one!["name"] == source)!;
        Assert.Equal(("x-signature", 1, 1, 1),
            ((string)own["provider"]!, (int)own["secrets"]!, (int)own["accepted"]!, (int)own["refused"]!));
        Assert.Equal(("1.00:00:00", false), ((string)own["silenceAfter"]!, (bool)own["silent"]!));
        var ran = overview["handlers"]!.AsArray().Single(one => (string?)one!["name"] == "record")!;
        Assert.True((int)ran["runs"]! >= 1 && (double)ran["duration"]!["p99Ms"]! >= 0);
        Assert.NotNull(own["lastGenuineAt"]);
        Assert.NotNull(own["lastEventAt"]);
        Assert.Null(own["problem"]);
    }

    [Fact]
    public async Task The_host_tells_what_it_can_and_what_there_is_to_filter_by()
    {
        var host = await server.JsonAsync("/api/host");

        Assert.Equal(("local", true), ((string)host["host"]!, (bool)host["live"]!));
        Assert.Matches(@"^\d+\.\d+", (string)host["version"]!);
        Assert.Equal(["id", "providerEventId", "paymentId", "resourceId", "merchantReference"], Texts("search"));
        Assert.Equal(new[] { source, "shop" }.Order(StringComparer.Ordinal), Texts("sources").Order(StringComparer.Ordinal));
        Assert.Equal(["processing", "retrying", "completed", "dead", "paused"], Texts("statuses"));
        Assert.Contains(EventTypes.PaymentSucceeded, Texts("types"));
        Assert.Equal(["record"], Texts("handlers"));
        Assert.Equal(["read", "operate", "erase"], Texts("rights"));
        Assert.True((DateTimeOffset)host["startedAt"]! <= TimeProvider.System.GetUtcNow());

        IEnumerable<string> Texts(string name) => host[name]!.AsArray().Select(one => (string)one!);
    }
}
