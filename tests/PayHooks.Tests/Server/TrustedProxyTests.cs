using System.Text.Json.Nodes;
using PayHooks.Cli.Server;

namespace PayHooks.Tests.Server;

public sealed class TrustedProxyTests
{
    [Theory]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.0/8", "198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("192.0.2.1", "203.0.113.7", "127.0.0.1")]
    [InlineData(null, "203.0.113.7", "127.0.0.1")]
    public async Task Only_a_trusted_proxy_says_where_a_request_comes_from_and_only_its_own_entry_counts(
        string? proxy, string forwardedFor, string expected)
    {
        await using var server = await RunningServer.StartAsync(proxies: proxy is null ? [] : [proxy]);
        using var request = RunningServer.Delivery(RunningServer.Body());
        request.Headers.Remove("X-Signature");
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        using var response = await server.Client.SendAsync(request);

        var rejected = JsonNode.Parse(await server.Client.GetStringAsync("/api/rejected"))!["rejected"]!;
        Assert.Equal(expected, (string?)rejected[0]!["remoteAddress"]);
    }

    [Fact]
    public async Task A_request_of_a_trusted_proxy_is_not_one_of_this_machine()
    {
        await using var server = await RunningServer.StartAsync(proxies: "127.0.0.1");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/stats");
        request.Headers.Add("X-Forwarded-For", "127.0.0.1");
        using var response = await server.Client.SendAsync(request);

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("proxy.example")]
    [InlineData("10.0.0.0/33")]
    [InlineData("")]
    public void What_is_neither_an_address_nor_a_network_is_refused(string text) => Assert.Null(TrustedProxies.Parse(text));
}
