using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

/// <summary>What a handler can ask for in its constructor under <c>payhooks serve</c>.</summary>
public sealed class HandlerServicesTests
{
    [Fact]
    public async Task A_handler_gets_the_settings_HTTP_clients_and_options()
    {
        var seen = new Seen();
        await using var server = await RunningServer.StartAsync(
            new() { ["Shop:Name"] = "Acme" },
            builder =>
            {
                builder.Services.AddSingleton(seen).AddOptions<ShopOptions>().BindConfiguration("Shop");
                builder.Handle<Asking>("*");
            });
        await server.DeliverAsync();
        await Eventually.Async(() => Task.FromResult(seen.Lines.Count), count => count == 1);
        Assert.Equal("Acme Acme True", seen.Lines.Single());
    }

    [Fact]
    public async Task A_setting_called_urls_does_not_change_where_the_server_listens()
    {
        await using var server = await RunningServer.StartAsync(new() { ["urls"] = "http://127.0.0.1:1", ["http_ports"] = "1" });
        Assert.NotEqual(1, server.Server.BaseAddress.Port);
        using var accepted = await server.DeliverAsync();
        Assert.True(accepted.IsSuccessStatusCode);
    }

    private sealed class Seen
    {
        public ConcurrentQueue<string> Lines { get; } = new();
    }

    private sealed class ShopOptions
    {
        public string Name { get; set; } = "";
    }

    private sealed class Asking(IConfiguration configuration, IOptions<ShopOptions> options, IHttpClientFactory clients, Seen seen)
        : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
        {
            using var client = clients.CreateClient();
            seen.Lines.Enqueue($"{configuration["Shop:Name"]} {options.Value.Name} {client.Timeout > TimeSpan.Zero}");
            return ValueTask.CompletedTask;
        }
    }
}
