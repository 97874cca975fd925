using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PayHooks.AspNetCore;
using PayHooks.Cli.Server;
using PayHooks.Configuration;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

/// <summary>One server for the matrix: no test changes anything in it.</summary>
public sealed class ServerWithoutKey : IAsyncLifetime
{
    internal RunningServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

public sealed class AdminGuardTests(ServerWithoutKey fixture) : IClassFixture<ServerWithoutKey>
{
    private const string NoEvent = "/api/events/evt_aaaaaaaaaaaaaaaaaaaaaaaaaa/replay";

    // Nothing is there, whoever asks: no path of the API, but one of its prefix.
    private const string Nowhere = "/api/whatever";

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:7071", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("127.8.8.8:80", HttpStatusCode.OK)]
    [InlineData("[::1]:7071", HttpStatusCode.OK)]
    [InlineData("hooks.example.com", HttpStatusCode.Forbidden)]
    [InlineData("localhost.example.com", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.nip.io", HttpStatusCode.Forbidden)]
    [InlineData("10.0.0.1", HttpStatusCode.Forbidden)]
    [InlineData("[::2]", HttpStatusCode.Forbidden)]
    public async Task Without_a_key_the_Host_must_be_this_machine(string host, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/stats");
        request.Headers.Host = host;
        using var response = await fixture.Server.Client.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("x-forwarded-proto", "https")]
    [InlineData("X-Forwarded-Anything", "")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("x-real-ip", "203.0.113.7")]
    [InlineData("X-Original-For", "127.0.0.1:5000")]
    [InlineData("CF-Connecting-IP", "203.0.113.7")]
    [InlineData("cdn-loop", "cloudflare")]
    [InlineData("X-Client-IP", "203.0.113.7")]
    [InlineData("X-Envoy-External-Address", "203.0.113.7")]
    [InlineData("Fly-Client-IP", "203.0.113.7")]
    public async Task Without_a_key_a_request_that_came_through_a_proxy_is_refused(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await fixture.Server.Client.SendAsync(request);
        await Problem.AssertAsync(response, HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("::1", "::1", true)]
    [InlineData("::ffff:127.0.0.5", "::ffff:127.0.0.1", true)]
    [InlineData("192.168.1.7", "127.0.0.1", false)]
    [InlineData("127.0.0.1", "192.168.1.7", false)]
    [InlineData("::ffff:192.168.1.7", "127.0.0.1", false)]
    [InlineData(null, null, false)]
    public void Without_a_key_both_ends_of_the_connection_must_be_this_machine(string? remote, string? local, bool passes)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Host = new HostString("localhost");
        context.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        context.Connection.LocalIpAddress = local is null ? null : IPAddress.Parse(local);
        Assert.Equal(passes, new AdminGuard(new PayHooksOptions(), new KeyGuesses(TimeProvider.System, NullLogger<KeyGuesses>.Instance)).Check(context) is null);
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.Forbidden)]
    [InlineData("0", null, HttpStatusCode.Forbidden)]
    [InlineData("1", null, HttpStatusCode.NotFound)]
    [InlineData("1", "same", HttpStatusCode.NotFound)]
    [InlineData("1", "null", HttpStatusCode.Forbidden)]
    [InlineData("1", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("1", "http://127.0.0.1", HttpStatusCode.Forbidden)]
    public async Task A_change_needs_the_header_and_a_page_of_the_same_origin(string? header, string? origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, NoEvent);
        if (header is not null)
        {
            request.Headers.Add("x-payhooks", header);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "same" ? fixture.Server.Server.BaseAddress.GetLeftPart(UriPartial.Authority) : origin);
        }

        using var response = await fixture.Server.Client.SendAsync(request);
        await Problem.AssertAsync(response, expected);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "none", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    public async Task A_page_of_another_origin_cannot_read(string header, string value, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/stats");
        request.Headers.Add(header, value);
        using var response = await fixture.Server.Client.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Answers_no_preflight_of_another_origin()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, NoEvent);
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var response = await fixture.Server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task No_path_of_the_API_answers_who_may_not_ask()
    {
        foreach (var (path, method) in Paths(fixture.Server.Server))
        {
            await RefusedAsync(path, method, request => request.Headers.Add("X-Forwarded-For", "127.0.0.1"));
            await RefusedAsync(path, method, request => request.Headers.Add("Forwarded", "for=127.0.0.1"));
            await RefusedAsync(path, method, request => request.Headers.Host = "hooks.example.com");
            if (method != HttpMethod.Get && path != Nowhere)
            {
                await RefusedAsync(path, method, request => request.Headers.Add("Origin", "https://evil.example"));
                await RefusedAsync(path, method, request => request.Headers.Remove("x-payhooks"));
            }
        }

        async Task RefusedAsync(string path, HttpMethod method, Action<HttpRequestMessage> spoil)
        {
            using var request = RunningServer.Change(path, method);
            spoil(request);
            using var response = await fixture.Server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.True(response.StatusCode == HttpStatusCode.Forbidden, $"{method} {path}: {response.StatusCode}");
            await Problem.AssertAsync(response, HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task With_a_key_no_path_of_the_API_answers_who_has_none()
    {
        await using var server = await RunningServer.StartAsync(new() { ["PayHooks:AdminKey"] = "the-right-key-0123" });
        foreach (var (path, method) in Paths(server.Server))
        {
            using var request = RunningServer.Change(path, method);
            using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path}: {response.StatusCode}");
        }
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", "198.51.100.1")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7", "203.0.113.8")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")]
    public void Ten_wrong_keys_in_a_minute_close_the_API_to_their_network_even_with_the_right_one(string from, string same, string other)
    {
        var time = new ManualTime();
        var guard = new AdminGuard(
            new PayHooksOptions { AdminKey = "the-right-key-0123" }, new KeyGuesses(time, NullLogger<KeyGuesses>.Instance));
        Assert.Equal(401, StatusOf(from, null)); // a request without a key does not count as a guess
        for (var guess = 0; guess < 10; guess++)
        {
            Assert.Equal(401, StatusOf(from, $"wrong-{guess}"));
        }

        Assert.Equal(429, StatusOf(same, "the-right-key-0123"));
        Assert.Null(StatusOf(other, "the-right-key-0123"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(StatusOf(same, "the-right-key-0123"));

        int? StatusOf(string address, string? key)
        {
            var context = new DefaultHttpContext();
            context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            if (key is not null)
            {
                context.Request.Headers[AdminGuard.KeyHeader] = key;
            }

            var refusal = guard.Check(context);
            Assert.Equal(refusal?.StatusCode == 429, context.Response.Headers.RetryAfter.Count == 1);
            return refusal?.StatusCode;
        }
    }

    // Asked of the server itself, so that none can be forgotten. Everything but the webhooks, the health, the console's files, and the
    // document of the API, whose access OpenApiTests checks.
    private static IEnumerable<(string Path, HttpMethod Method)> Paths(LocalServer server)
    {
        var patterns = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}")
            .Where(pattern =>
                pattern is not ("/webhooks/{source}" or "/health" or "/" or "/openapi.json")
                    && !pattern.StartsWith("/console", StringComparison.Ordinal))
            .ToArray();
        Assert.True(patterns.Length >= 10, string.Join(' ', patterns));
        return from pattern in patterns
               let path = pattern.Replace("{id}", "evt_aaaaaaaaaaaaaaaaaaaaaaaaaa", StringComparison.Ordinal)
                   .Replace("/api/{**rest}", Nowhere, StringComparison.Ordinal)
               from method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete }
               select (path, method);
    }

    [Fact]
    public async Task The_webhooks_stay_open_to_whoever_comes_through_a_tunnel()
    {
        using var request = RunningServer.Delivery(RunningServer.Body("through-a-tunnel"));
        request.Headers.Host = "hooks.example.com";
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        using var response = await fixture.Server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task With_a_key_the_key_decides()
    {
        await using var server = await RunningServer.StartAsync(new() { ["PayHooks:AdminKey"] = "the-right-key-0123" });
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(null, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("x-functions-key", "the-wrong-key"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("x-functions-key", ""));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("x-functions-key", "the-right-key-0123", "the-right-key-0123"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("x-api-key", "the-right-key-0123"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("Authorization", "Bearer the-right-key-0123"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("x-functions-key", "the-right-key-0123"));

        using var anonymous = await server.Client.GetAsync("/api/stats?code=the-right-key-0123");
        await Problem.AssertAsync(anonymous, HttpStatusCode.Unauthorized);
        using var health = await server.Client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);

        using var change = new HttpRequestMessage(HttpMethod.Post, NoEvent);
        change.Headers.Add("x-functions-key", "the-right-key-0123");
        using var refused = await server.Client.SendAsync(change);
        await Problem.AssertAsync(refused, HttpStatusCode.Forbidden);

        async Task<HttpStatusCode> GetAsync(string? header, params string?[]? values)
        {
            // From elsewhere, as far as the headers tell.
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/stats");
            request.Headers.Host = "hooks.example.com";
            request.Headers.Add("X-Forwarded-For", "203.0.113.9");
            if (header is not null)
            {
                request.Headers.TryAddWithoutValidation(header, values!);
            }

            using var response = await server.Client.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData("//api/stats")]
    [InlineData("/API/stats")]
    [InlineData("/api/%73tats")]
    [InlineData("/api/../api/stats")]
    [InlineData("/api/stats/")]
    [InlineData("/webhooks/../api/stats")]
    [InlineData("/api")]
    public async Task No_spelling_of_a_path_gets_around_the_guard(string path)
    {
        var answer = await RawRequest.SendAsync(
            fixture.Server.Server.BaseAddress, $"GET {path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 (403|404) ", answer);
        Assert.DoesNotContain("deadLetters", answer, StringComparison.Ordinal);
    }
}
