using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PayHooks.Cli.Server;
using PayHooks.Tests.Support;

namespace PayHooks.Console.Tests;

/// <summary>A server of one test whose handler has failed for all events of the source <c>broken</c>: they are dead letters.</summary>
internal sealed class BrokenServer : IAsyncDisposable
{
    private readonly Stage stage;
    private readonly LocalServer server;
    private readonly HttpClient client;

    private BrokenServer(Stage stage, LocalServer server)
    {
        this.stage = stage;
        this.server = server;
        client = new HttpClient { BaseAddress = server.BaseAddress };
        Sender = new Sender(server.BaseAddress);
    }

    public Sender Sender { get; }

    public static async Task<BrokenServer> StartAsync(Stage stage, int events)
    {
        var started = new BrokenServer(stage, await stage.StartServerAsync($"broken-{Guid.NewGuid():N}"));
        for (var number = 0; number < events; number++)
        {
            await started.Sender.DeliverAsync("broken", Sender.Body($"e{number}", amount: "1250.00"));
        }

        await Eventually.Async(() => started.JsonAsync("/api/stats"), stats => (int)stats["deadLetters"]! == events);
        return started;
    }

    /// <summary>The id of one of its events.</summary>
    public static string EventId(int number) => Sender.EventId("broken", $"e{number}");

    /// <summary>The only failure group.</summary>
    public async Task<string> GroupAsync() => (string)Assert.Single((await JsonAsync("/api/failures"))["groups"]!.AsArray())!["id"]!;

    public async Task<JsonObject> JsonAsync(string path) => (await client.GetFromJsonAsync<JsonObject>(path))!;

    /// <summary>Changes something through the API.</summary>
    public async Task<JsonObject> PostAsync(string path, JsonObject content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(content) };
        request.Headers.Add("x-payhooks", "1");
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    public Task<ConsolePage> OpenAsync(string query = "", int width = 1280, ColorScheme scheme = ColorScheme.Light) =>
        ConsolePage.OpenAsync(stage.Browser, server.BaseAddress, query, width, 900, scheme);

    public Task StopAsync() => server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Sender.Dispose();
        client.Dispose();
        await server.StopAsync();
        await server.DisposeAsync();
    }
}
