using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace PayHooks.Tests.Server;

/// <summary>What the API says about captures that cannot be.</summary>
public sealed class CaptureApiTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("{}", 400, "source is missing.")]
    [InlineData("""{ "source": "nobody" }""", 404, "No source is named 'nobody'.")]
    [InlineData("""{ "source": "shop", "seconds": 3601 }""", 400, "seconds must be a number from 1 to 3600.")]
    [InlineData("""{ "source": "shop", "seconds": "60" }""", 400, "seconds must be a number from 1 to 3600.")]
    [InlineData("""{ "source": "shop", "until": "2999-01-01" }""", 400, "The request has no member 'until'. Use source, seconds, reason.")]
    public async Task What_cannot_be_captured_is_refused(string content, int status, string said)
    {
        var answer = await StartAsync(content);

        Assert.Equal((status, said), ((int)answer["status"]!, (string)answer["detail"]!));
        Assert.Empty((await server.JsonAsync("/api/captures"))["captures"]!.AsArray());
    }

    [Theory]
    [InlineData("GET", "cap_0", 404)]
    [InlineData("GET", "a.b", 404)]
    [InlineData("DELETE", "cap_0", 404)]
    [InlineData("DELETE", "..%5C", 404)]
    public async Task An_unknown_capture_is_not_found(string method, string id, int status)
    {
        using var response = await server.Client.SendAsync(RunningServer.Change($"/api/captures/{id}", new HttpMethod(method)));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Only_the_response_to_the_start_has_the_private_key()
    {
        var started = await StartAsync("""{ "source": "SHOP", "reason": "a test" }""");
        var (id, key) = ((string)started["id"]!, (string)started["privateKey"]!);

        var listed = (await server.JsonAsync("/api/captures")).ToJsonString();
        var shown = (await server.JsonAsync($"/api/captures/{id}")).ToJsonString();
        var audit = (await server.JsonAsync("/api/audit")).ToJsonString();
        using var wrong = await server.Client.GetAsync($"/api/captures/{id}?after=100");

        Assert.Equal("shop", (string?)started["source"]);
        Assert.All([listed, shown], text => Assert.Contains(id, text, StringComparison.Ordinal));
        Assert.All([listed, shown, audit], text => Assert.DoesNotContain(key[..20], text, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    private async Task<JsonNode> StartAsync(string content)
    {
        using var request = RunningServer.Change("/api/captures");
        request.Content = new StringContent(content, Encoding.UTF8, "application/json");
        using var response = await server.Client.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
