using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Configuration;

namespace PayHooks.Tests.Server;

public sealed class WebhookEndpointTests : IAsyncLifetime
{
    private const int MaxBody = 4096;
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync(
        Settings,
        replace: services =>
        {
            // As on Azure, where a source that cannot work leaves the others alone.
            var read = services.Last(service => service.ServiceType == typeof(PayHooksOptions)).ImplementationFactory!;
            services.AddSingleton(provider => (PayHooksOptions)read(provider) with { Errors = [] });
        });

    private static Dictionary<string, string?> Settings => new()
    {
        ["PayHooks:MaxBodyBytes"] = MaxBody.ToString(),
        ["PayHooks:Sources:wallet:Provider"] = "xanpay",
        ["PayHooks:Sources:wallet:Secrets:0"] = "merchant:a-long-password",
        ["PayHooks:Sources:links:Provider"] = "portone",
        ["PayHooks:Sources:links:Secrets:0"] = "portone-secret-key",
        ["PayHooks:Sources:sample:Provider"] = "chargily",
        ["PayHooks:Sources:sample:Secrets:0"] = "changeme",
    };

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Answers_a_genuine_delivery_with_200_and_an_empty_body()
    {
        using var response = await server.DeliverAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, response.Content.Headers.ContentLength);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/webhooks/SHOP")]
    [InlineData("/webhooks/shop?from=dashboard")]
    public async Task Finds_the_source_whatever_the_case_and_the_query(string path)
    {
        using var response = await server.Client.SendAsync(RunningServer.Delivery(RunningServer.Body(), path));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Refuses_a_delivery_signed_with_another_secret()
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, "/webhooks/shop") { Content = new ByteArrayContent(RunningServer.Body()) };
        request.Headers.Add("X-Signature", RunningServer.Signature(RunningServer.Body(), "another-secret-0123456789"));
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Challenges_a_caller_without_credentials_where_the_scheme_has_them()
    {
        using var response = await server.Client.PostAsync("/webhooks/wallet", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Basic", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task Answers_400_when_the_signed_fields_of_a_body_cannot_be_read()
    {
        using var response = await server.Client.PostAsync("/webhooks/links", new StringContent("[not json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("/webhooks/nobody")]
    [InlineData("/webhooks/")]
    [InlineData("/webhooks/shop/more")]
    [InlineData("/")]
    public async Task Answers_404_where_there_is_no_source(string path)
    {
        using var response = await server.Client.SendAsync(RunningServer.Delivery(RunningServer.Body(), path));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Answers_405_to_other_methods(string method)
    {
        using var response = await server.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/webhooks/shop"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Answers_503_with_Retry_After_when_no_secret_of_the_source_is_usable()
    {
        using var request = RunningServer.Delivery(RunningServer.Body(), "/webhooks/sample");
        request.Headers.Add("signature", RunningServer.Signature(RunningServer.Body(), "changeme"));
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Theory]
    [InlineData(MaxBody, false, HttpStatusCode.OK)]
    [InlineData(MaxBody, true, HttpStatusCode.OK)]
    [InlineData(MaxBody + 1, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(MaxBody + 1, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(40 * MaxBody, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(0, false, HttpStatusCode.OK)]
    public async Task Accepts_bodies_up_to_the_limit_and_not_a_byte_more(int length, bool chunked, HttpStatusCode expected)
    {
        using var request = RunningServer.Delivery(Encoding.ASCII.GetBytes(new string('x', length)));
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await server.Client.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Answers_413_before_a_too_long_body_is_sent()
    {
        var answer = await RawRequest.SendAsync(server.Server.BaseAddress,
            "POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: "
                + $"{MaxBody + 1}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_malformed_chunks_with_400()
    {
        var answer = await RawRequest.SendAsync(server.Server.BaseAddress,
            $"{RawRequest.Post}Transfer-Encoding: chunked\r\n\r\nZZ\r\nnonsense");
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_a_body_that_comes_too_slowly_with_408()
    {
        await using var impatient = await RunningServer.StartAsync(replace: services => services.Configure<KestrelServerOptions>(
            kestrel => kestrel.Limits.MinRequestBodyDataRate =
                new MinDataRate(bytesPerSecond: 1_000_000, gracePeriod: TimeSpan.FromSeconds(1.1))));
        var answer = await RawRequest.SendAsync(
            impatient.Server.BaseAddress, $"{RawRequest.Post}Content-Length: 100\r\n\r\n{{");
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goes_on_after_a_caller_that_hangs_up_in_the_middle()
    {
        using (await RawRequest.ConnectAsync(server.Server.BaseAddress,
            $"{RawRequest.Post}Content-Length: 100\r\n\r\n{{"))
        {
            // Hangs up.
        }

        using var response = await server.DeliverAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
