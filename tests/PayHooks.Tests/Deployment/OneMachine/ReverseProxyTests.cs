using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PayHooks.Tests.Server;

namespace PayHooks.Tests.Deployment.OneMachine;

/// <summary>The configurations in <c>infra/one-machine</c>, in the real programs.</summary>
public sealed class ReverseProxyTests
{
    private const string AdminKey = "the-right-key-0123456789";
    private const string SquareKey = "square-signature-key";
    private const string Everywhere = "127.0.0.0/8";
    private const string ConsoleUrl = $"https://{ReverseProxy.Console}";
    private const string WebhookUrl = $"https://{ReverseProxy.Webhooks}";

    [Theory]
    [ProxyData("nginx")]
    [ProxyData("caddy")]
    public async Task Deliveries_pass_as_they_were_signed_with_their_URL_and_up_to_the_largest_body(string program)
    {
        await using var server = await StartAsync(("PayHooks:Sources:square:Secrets:0", SquareKey));
        using var proxy = await ReverseProxy.StartAsync(program, server.Server.BaseAddress);
        using var client = proxy.Client();

        using var square = await client.SendAsync(SquareDelivery($"{WebhookUrl}/webhooks/square"));
        Assert.Equal(HttpStatusCode.OK, square.StatusCode);
        using var chunked = RunningServer.Delivery(RunningServer.Body("chunked"), $"{WebhookUrl}/webhooks/shop");
        chunked.Content!.Headers.ContentLength = null;
        chunked.Headers.TransferEncodingChunked = true;
        using var stored = await client.SendAsync(chunked);
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(client, 1024 * 1024));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await DeliverAsync(client, (1024 * 1024) + 1));
    }

    [Theory]
    [ProxyData("nginx")]
    [ProxyData("caddy")]
    public async Task Nothing_but_webhooks_is_public(string program)
    {
        await using var server = await StartAsync();
        using var proxy = await ReverseProxy.StartAsync(program, server.Server.BaseAddress);
        using var client = proxy.Client();

        foreach (var path in new[] { "/", "/api/stats", "/console", "/health", "/openapi.json", "/webhooks/../api/stats" })
        {
            using var request = WithKey(new HttpRequestMessage(HttpMethod.Get, new Uri(WebhookUrl + path)));
            using var response = await client.SendAsync(request);
            Assert.True(response.StatusCode == HttpStatusCode.NotFound, $"{path}: {response.StatusCode}");
        }

        using var outside = await client.SendAsync(WithKey(new HttpRequestMessage(HttpMethod.Get, $"{ConsoleUrl}/api/stats")));
        Assert.Equal(HttpStatusCode.Forbidden, outside.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("https://elsewhere.example.com/webhooks/shop"));
    }

    [Theory]
    [ProxyData("nginx")]
    [ProxyData("caddy")]
    public async Task Rejections_and_wrong_keys_count_for_the_caller_whatever_it_claims_to_be(string program)
    {
        await using var server = await StartAsync();
        using var proxy = await ReverseProxy.StartAsync(program, server.Server.BaseAddress, Everywhere);
        using HttpClient guesser = proxy.Client("127.0.0.2"), other = proxy.Client("127.0.0.3");

        using var forged = RunningServer.Delivery(RunningServer.Body(), $"{WebhookUrl}/webhooks/shop");
        forged.Headers.Remove("X-Signature");
        forged.Headers.Add("X-Signature", new string('0', 64));
        foreach (var claim in new[] { "X-Forwarded-For", "X-Real-IP" })
        {
            forged.Headers.Add(claim, "198.51.100.1");
        }

        forged.Headers.Add("Forwarded", "for=198.51.100.1");
        using var rejected = await guesser.SendAsync(forged);
        Assert.Equal(HttpStatusCode.Unauthorized, rejected.StatusCode);

        for (var guess = 0; guess < 10; guess++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatsAsync(guesser, $"wrong-{guess}", $"198.51.100.{guess}"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatsAsync(guesser, AdminKey, "198.51.100.1"));
        Assert.Equal(HttpStatusCode.OK, await StatsAsync(other, AdminKey, "127.0.0.2"));
        using var list = await other.SendAsync(WithKey(new HttpRequestMessage(HttpMethod.Get, $"{ConsoleUrl}/api/rejected")));
        var first = JsonNode.Parse(await list.Content.ReadAsStringAsync())!["rejected"]![0]!;
        Assert.Equal("127.0.0.2", (string?)first["remoteAddress"]);
    }

    [Theory]
    [ProxyData("nginx")]
    [ProxyData("caddy")]
    public async Task The_console_needs_the_key_and_works_from_its_own_page_with_the_stream(string program)
    {
        await using var server = await StartAsync();
        using var proxy = await ReverseProxy.StartAsync(program, server.Server.BaseAddress, Everywhere);
        using var client = proxy.Client();

        using var anonymous = await client.GetAsync($"{ConsoleUrl}/api/stats");
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        using var page = await client.GetAsync($"{ConsoleUrl}/console");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        using var pause = WithKey(RunningServer.Change($"{ConsoleUrl}/api/sources/shop/pause"));
        pause.Headers.Add("Origin", ConsoleUrl);
        using var paused = await client.SendAsync(pause);
        Assert.Equal(HttpStatusCode.OK, paused.StatusCode);
        using var webhook = await client.SendAsync(RunningServer.Delivery(RunningServer.Body(), $"{ConsoleUrl}/webhooks/shop"));
        Assert.Equal(HttpStatusCode.NotFound, webhook.StatusCode);

        using var stream = await client.SendAsync(
            WithKey(new HttpRequestMessage(HttpMethod.Get, $"{ConsoleUrl}/api/stream")), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        Assert.Equal("event: ping", await reader.ReadLineAsync());
    }

    private static Task<RunningServer> StartAsync(params (string Name, string? Value)[] settings)
    {
        var all = settings.ToDictionary(setting => setting.Name, setting => setting.Value);
        all["PayHooks:AdminKey"] = AdminKey;
        return RunningServer.StartAsync(all, proxies: "127.0.0.1");
    }

    private static HttpRequestMessage WithKey(HttpRequestMessage request, string key = AdminKey)
    {
        request.Headers.Add("x-functions-key", key);
        return request;
    }

    private static async Task<HttpStatusCode> StatsAsync(HttpClient client, string key, string claims)
    {
        using var request = WithKey(new HttpRequestMessage(HttpMethod.Get, $"{ConsoleUrl}/api/stats"), key);
        request.Headers.Add("X-Forwarded-For", claims);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> DeliverAsync(HttpClient client, int size)
    {
        var overhead = RunningServer.Body($"size-{size}", note: "").Length;
        var body = RunningServer.Body($"size-{size}", note: new string('x', size - overhead));
        using var response = await client.SendAsync(RunningServer.Delivery(body, $"{WebhookUrl}/webhooks/shop"));
        return response.StatusCode;
    }

    // Square signs the URL that it calls and the body: developer.squareup.com/docs/webhooks/step3validate
    private static HttpRequestMessage SquareDelivery(string url)
    {
        var body = Encoding.UTF8.GetBytes("""{"event_id":"e1","type":"payment.updated","data":{"id":"p1"}}""");
        byte[] signed = [.. Encoding.UTF8.GetBytes(url), .. body];
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(SquareKey), signed);
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Headers.Add("x-square-hmacsha256-signature", Convert.ToBase64String(signature));
        return request;
    }
}
