using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PayHooks.Configuration;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Server;

/// <summary>A GET with which a provider asks whether the URL is ours, and the answer that a source decides.</summary>
public sealed class ChallengeTests : IAsyncLifetime
{
    private RunningServer server = null!;

    // "asks" has a provider that asks, "mute" one that does not.
    public async Task InitializeAsync()
    {
        var options = new PayHooksOptions
        {
            Sources = [Source("asks", "event-id"), Source("mute", null)],
        };
        server = await RunningServer.StartAsync(
            replace: services => services.Replace(ServiceDescriptor.Singleton(new SourceCatalog(options, TestProvider.Registry))));
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("abc123", "abc123")]
    [InlineData("%3Cscript%3Ealert(1)%3C/script%3E", "<script>alert(1)</script>")]
    [InlineData("a+b%20c", "a b c")]
    public async Task Answers_it_with_plain_text_that_no_browser_takes_for_a_page(string sent, string answered)
    {
        using var response = await server.Client.GetAsync($"/webhooks/ASKS?challenge={sent}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(answered, await response.Content.ReadAsStringAsync());
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("asks?challenge=")]
    [InlineData("asks?another=abc")]
    [InlineData("asks")]
    [InlineData("asks?challenge=a&challenge=b")]
    [InlineData("asks?challenge=a%0D%0ASet-Cookie:%20b")]
    [InlineData("asks?challenge=%00")]
    [InlineData("asks?challenge=%C3%A9")]
    [InlineData("mute?challenge=abc")]
    [InlineData("nobody?challenge=abc")]
    public async Task Anything_else_is_no_question_and_only_POST_is_allowed(string path)
    {
        using var response = await server.Client.GetAsync($"/webhooks/{path}");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(1024, HttpStatusCode.OK)]
    [InlineData(1025, HttpStatusCode.MethodNotAllowed)]
    public async Task The_answer_is_short(int length, HttpStatusCode expected)
    {
        using var response = await server.Client.GetAsync($"/webhooks/asks?challenge={new string('c', length)}");
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("asks", "[taken]")]
    [InlineData("mute", "")]
    public async Task The_body_of_a_200_is_what_the_source_says(string source, string body)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{source}") { Content = new StringContent("""{"id":"e1"}""") };
        request.Headers.Add("signature", "s3cret-one");

        using var response = await server.Client.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, body), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    private static SourceSettings Source(string name, string? header) =>
        new() { Name = name, Provider = "test", Header = header, Secrets = [new Secret(0, "s3cret-one")] };
}
