using System.Net;
using System.Text.RegularExpressions;
using PayHooks.AspNetCore;

namespace PayHooks.Tests.Server;

public sealed partial class ConsoleFilesTests(ServerWithoutKey fixture) : IClassFixture<ServerWithoutKey>
{
    private static readonly string[] Files =
    [
        .. typeof(ConsoleFiles).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Console/", StringComparison.Ordinal))
            .Select(name => name["Console/".Length..]),
    ];

    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/?status=dead", "text/html; charset=utf-8")]
    [InlineData("/console", "text/html; charset=utf-8")]
    [InlineData("/console/", "text/html; charset=utf-8")]
    [InlineData("/console/app.js", "text/javascript; charset=utf-8")]
    [InlineData("/console/base.css", "text/css; charset=utf-8")]
    [InlineData("/console/icon.svg", "image/svg+xml")]
    public async Task Serves_its_files_as_what_they_are(string path, string contentType)
    {
        using var response = await fixture.Server.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType?.ToString());
        Assert.Equal(response.Content.Headers.ContentLength, (await response.Content.ReadAsByteArrayAsync()).Length);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/console/app.js")]
    [InlineData("GET", "/console/nothing.js")]
    [InlineData("POST", "/console")]
    public async Task Every_answer_forbids_what_the_pages_do_not_need(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await fixture.Server.Client.SendAsync(request);
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
                + "form-action 'none'; frame-ancestors 'none'",
            Header(response, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(response, "Cross-Origin-Resource-Policy"));
        Assert.Equal("no-cache", Header(response, "Cache-Control"));
    }

    [Theory]
    [InlineData("/console/nothing.js")]
    [InlineData("/console/App.js")]
    [InlineData("/console/..%2Fapp.js")]
    [InlineData("/console/%2e%2e/app.js")]
    [InlineData("/console/Console/app.js")]
    [InlineData("/console/app.js/more")]
    [InlineData("/favicon.ico")]
    [InlineData("/index.html")]
    public async Task Knows_no_other_file(string path)
    {
        using var response = await fixture.Server.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_HEAD_says_the_same_without_the_file()
    {
        using var head = await fixture.Server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/console/app.js"));
        using var get = await fixture.Server.Client.GetAsync("/console/app.js");
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Another_method_is_answered_with_what_is_allowed(string method)
    {
        using var response = await fixture.Server.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/console"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_file_that_the_browser_has_is_not_sent_again()
    {
        using var first = await fixture.Server.Client.GetAsync("/console/app.js");
        var tag = first.Headers.ETag!.Tag;
        Assert.Equal(HttpStatusCode.NotModified, await AskAsync(tag));
        Assert.Equal(HttpStatusCode.NotModified, await AskAsync($"W/{tag}"));
        Assert.Equal(HttpStatusCode.NotModified, await AskAsync($"\"other\", {tag}"));
        Assert.Equal(HttpStatusCode.NotModified, await AskAsync("*"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("\"other\""));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("nonsense"));

        async Task<HttpStatusCode> AskAsync(string known)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/console/app.js");
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
            using var response = await fixture.Server.Client.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData("/", "hooks.example.com", null)]
    [InlineData("/console/app.js", "hooks.example.com", null)]
    [InlineData("/", "localhost", "X-Forwarded-For")]
    [InlineData("/console/app.js", "localhost", "Forwarded")]
    public async Task Without_a_key_a_tunnel_gets_nothing_but_the_reason(string path, string host, string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, "for=203.0.113.9");
        }

        using var response = await fixture.Server.Client.SendAsync(request);
        await Problem.AssertAsync(response, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task With_a_key_the_files_are_open_and_the_data_is_not()
    {
        await using var server = await RunningServer.StartAsync(new() { ["PayHooks:AdminKey"] = "the-right-key-0123" });
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/console/app.js"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/api/events"));

        async Task<HttpStatusCode> GetAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = "hooks.example.com";
            using var response = await server.Client.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Every_file_that_a_file_names_exists()
    {
        Assert.NotEmpty(Files);
        foreach (var file in Files)
        {
            var text = await fixture.Server.Client.GetStringAsync($"/console/{file}");
            foreach (var named in FileNames().Matches(text).Select(match => match.Groups["file"].Value))
            {
                Assert.True(Files.Contains(named), $"{file} names {named}, which does not exist.");
            }
        }
    }

    [Fact]
    public async Task No_file_names_another_server_or_carries_script_or_style_inline()
    {
        foreach (var file in Files)
        {
            var text = await fixture.Server.Client.GetStringAsync($"/console/{file}");
            Assert.DoesNotMatch(@"(innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function)", text);
            Assert.DoesNotMatch(@"(?i)(src|href|url\(|import|fetch\()[^\n]{0,3}['""(]?\s*(https?:)?//", text);
            Assert.DoesNotMatch(@"(?i)<[^>]+\s(style|on[a-z]+)=", text);
            Assert.DoesNotMatch(@"(?i)<(style|script)>", text);
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    [GeneratedRegex(@"(\./|console/)(?<file>[A-Za-z0-9-]+\.(js|css|svg))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileNames();
}
