using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using PayHooks.Cli.Server;
using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

/// <summary>What the console says of flagged payments. On a server of its own: the banner is on every view.</summary>
[Collection(StageTests.Name)]
public sealed class FlagPageTests(Stage stage)
{
    [BrowserFact]
    public async Task Payments_that_need_attention_are_on_every_view_until_somebody_has_seen_them()
    {
        await using var server = await StartAsync();
        await using var console = await OpenAsync(server, "?view=overview");
        await Expect(console[".banner.attention"]).ToContainTextAsync("2 payments need attention");
        await Expect(console[".banner.attention"]).ToHaveAttributeAsync("role", "status");

        await console[".banner.attention a"].ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("Payments that need attention");
        await Expect(console[".flags > li"]).ToHaveCountAsync(2);
        await Expect(console[".flags > li"].First).ToContainTextAsync(
            "Paid twice. Another payment for the same merchant reference succeeded too. Refund one of them.");

        await console["button:text-is('Mark as seen')"].First.ClickAsync();
        await Expect(console[".flags > li"]).ToHaveCountAsync(1);
        await Expect(console[".banner.attention"]).ToContainTextAsync("1 payment needs attention");

        await console[".flags a"].First.ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("Payment pi_first");
        await Expect(console[".payment-flag"]).ToContainTextAsync("Paid twice.");
        await console.Page.GoBackAsync();
        await console["button:text-is('Mark as seen')"].ClickAsync();
        await Expect(console[".empty h2"]).ToHaveTextAsync("No payment needs attention");
        await Expect(console[".banner"]).ToHaveCountAsync(0);
    }

    [BrowserTheory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task The_pages_of_payments_are_readable_and_fit(int width, ColorScheme scheme)
    {
        await using var server = await StartAsync();
        using var client = new HttpClient { BaseAddress = server.BaseAddress };
        var events = (await client.GetFromJsonAsync<JsonObject>("/api/events?payment=pi_first"))!["events"]!.AsArray();
        foreach (var (name, query, shown) in new[]
        {
            ("flags", "?view=flags", ".flags > li"), ("payment", "?payment=pi_first", ".payment-history li"),
            ("event", $"?event={events[0]!["id"]}", ".timeline li"), ("found", "?q=order-1042", ".found a"),
        })
        {
            await using var console = await OpenAsync(server, query, width, scheme);
            await Expect(console[shown].First).ToBeVisibleAsync();
            await Expect(console[".banner.attention"]).ToBeVisibleAsync();
            if (Environment.GetEnvironmentVariable("PAYHOOKS_LOOK") is { } folder)
            {
                var file = Path.Combine(folder, $"{name}-{width}.png");
                await console.Page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true });
            }

            var needed = await console.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
            Assert.True(needed <= width, $"{query} is {needed} wide.");
            var results = await console.Page.RunAxe();
            Assert.True(results.Violations.Length == 0, string.Join('\n', results.Violations.SelectMany(
                violation => violation.Nodes.Select(node => $"{query}: {violation.Id}: {violation.Help}: {node.Html}"))));
        }
    }

    private async Task<LocalServer> StartAsync()
    {
        var server = await stage.StartServerAsync($"flags-{Guid.NewGuid():N}");
        using var traffic = new StripeTraffic(server.BaseAddress);
        await traffic.PaidTwiceAsync();
        return server;
    }

    private Task<ConsolePage> OpenAsync(LocalServer server, string query, int width = 1280, ColorScheme scheme = ColorScheme.Light) =>
        ConsolePage.OpenAsync(stage.Browser, server.BaseAddress, query, width, 800, scheme);
}
