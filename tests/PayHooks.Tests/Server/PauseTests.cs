using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace PayHooks.Tests.Server;

/// <summary>Pauses over HTTP.</summary>
public sealed class PauseTests : IAsyncLifetime
{
    private readonly RecordingHandler handler = new();
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync(handlers: handler.Register);

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("sources/shop", "source", "shop")]
    [InlineData("sources/SHOP", "source", "shop")]
    [InlineData("handlers/record", "handler", "record")]
    public async Task What_is_paused_waits_until_it_is_resumed(string path, string kind, string name)
    {
        var paused = await PostAsync($"{path}/pause", """{ "reason": "inventory", "until": "2999-01-01T00:00Z" }""");
        Assert.Equal(
            (kind, name, "paused", "inventory", "local"),
            ((string)paused["kind"]!, (string)paused["name"]!, (string)paused["state"]!, (string)paused["reason"]!, (string)paused["by"]!));
        Assert.Equal(paused.ToJsonString(), Assert.Single((await server.JsonAsync("/api/pauses"))["pauses"]!.AsArray())!.ToJsonString());

        await server.DeliverAsync();
        var waiting = await server.EventAsync(one => (string?)one["status"] == "paused");
        Assert.Equal(0, (int)waiting["attempts"]!);
        Assert.Single((await server.JsonAsync("/api/events?status=paused"))["events"]!.AsArray());
        using var replay = await server.Client.SendAsync(RunningServer.Change($"/api/events/{waiting["id"]}/replay"));
        Assert.Equal(HttpStatusCode.Conflict, replay.StatusCode);
        using var erase = await server.Client.SendAsync(RunningServer.Change($"/api/events/{waiting["id"]}/body", HttpMethod.Delete));
        Assert.Equal(HttpStatusCode.Conflict, erase.StatusCode);

        Assert.Equal("resuming", (string?)(await PostAsync($"{path}/resume", null))["state"]);
        await server.EventAsync(RunningServer.IsCompleted);
    }

    [Theory]
    [InlineData("sources/nobody/pause", "No source is named 'nobody'.")]
    [InlineData("handlers/nobody/pause", "No handler is named 'nobody'.")]
    [InlineData("sources/shop/resume", "The source 'shop' is not paused.")]
    [InlineData("handlers/record/resume", "The handler 'record' is not paused.")]
    public async Task What_does_not_exist_cannot_be_paused_or_resumed(string path, string said)
    {
        using var response = await server.Client.SendAsync(RunningServer.Change($"/api/{path}"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(said, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"]);
    }

    [Theory]
    [InlineData("""{ "until": "tomorrow" }""", "until must be a time")]
    [InlineData("""{ "until": 7 }""", "until must be a time")]
    [InlineData("""{ "until": "2001-01-01" }""", "until is in the past")]
    public async Task An_end_that_makes_no_sense_is_refused(string content, string said)
    {
        using var request = RunningServer.Change("/api/sources/shop/pause");
        request.Content = new StringContent(content, Encoding.UTF8, "application/json");
        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(said, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty((await server.JsonAsync("/api/pauses"))["pauses"]!.AsArray());
    }

    private async Task<JsonNode> PostAsync(string path, string? content)
    {
        using var request = RunningServer.Change($"/api/{path}");
        request.Content = content is null ? null : new StringContent(content, Encoding.UTF8, "application/json");
        using var response = await server.Client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
