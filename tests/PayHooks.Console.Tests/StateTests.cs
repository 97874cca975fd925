using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PayHooks.Tests.Server;
using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

/// <summary>The time zone, the caller's rights, and a lost connection.</summary>
[Collection(StageTests.Name)]
public sealed class StateTests(Stage stage)
{
    [BrowserFact]
    public async Task All_times_are_in_one_zone_that_is_named_switched_and_remembered()
    {
        var record = stage.Seeds.Of("gateway").First();
        await using var console = await stage.OpenAsync("?source=gateway");
        var time = console.Row(record.Id).Locator(".received time").First;
        await Expect(console["#zone"]).ToHaveTextAsync("Times: local, UTC+8");
        await Expect(time).ToContainTextAsync($"{record.ReceivedAt.UtcDateTime.AddHours(8):HH:mm:ss}");

        await console.Page.Keyboard.PressAsync("z");
        await Expect(console["#zone"]).ToHaveTextAsync("Times: UTC");
        await Expect(time).ToContainTextAsync($"{record.ReceivedAt.UtcDateTime:HH:mm:ss}");
        await console.Page.ReloadAsync();
        await Expect(time).ToContainTextAsync($"{record.ReceivedAt.UtcDateTime:HH:mm:ss}");

        // The fields of the filter are in the same zone, and say so.
        await console.Page.GotoAsync("/?source=gateway&since=2026-01-02T03:04:05.000Z");
        await Expect(console["#since"]).ToHaveValueAsync("2026-01-02T03:04:05");
        await Expect(console[".between"]).ToContainTextAsync("UTC");
        await console["#zone"].ClickAsync();
        await Expect(console["#since"]).ToHaveValueAsync("2026-01-02T11:04:05");
        await Expect(console[".between"]).ToContainTextAsync("UTC+8");
    }

    [BrowserFact]
    public async Task What_the_caller_may_not_do_is_disabled_and_says_why()
    {
        await using var console = await stage.OpenAsync("?view=rejected");
        await console.Page.RouteAsync("**/api/host", async route =>
        {
            using var answer = await (await route.FetchAsync()).JsonAsync<JsonDocument>();
            var host = JsonNode.Parse(answer!.RootElement.GetRawText())!;
            host["rights"] = new JsonArray("read");
            await route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = host.ToJsonString() });
        });
        var methods = new List<string>();
        console.Page.Request += (_, request) => methods.Add(request.Method);

        await console.Page.GotoAsync($"/?event={stage.Seeds.FirstDead.Id}");
        await Expect(console["#rights"]).ToHaveTextAsync("read only");
        await Expect(console["button:text-is('Erase payload')"]).ToHaveAttributeAsync("aria-disabled", "true");
        await console["button:text-is('Replay')"].FocusAsync();
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console[".toast"]).ToContainTextAsync("You may only read.");

        foreach (var (query, button) in new[]
        {
            ("?view=failures", ".failures button >> nth=0"), ("?view=sources", ".health button >> nth=0"),
            ("?status=dead", ".selection button"),
        })
        {
            await console.Page.GotoAsync($"/{query}");
            await Expect(console[button]).ToHaveAttributeAsync("aria-disabled", "true");
        }

        Assert.All(methods, method => Assert.Equal("GET", method));
    }

    [BrowserFact]
    public async Task A_lost_connection_is_said_on_the_page_with_what_still_works()
    {
        await using var server = await BrokenServer.StartAsync(stage, 1);
        await using var console = await server.OpenAsync();
        await Expect(console.Rows).ToHaveCountAsync(1);
        console.ExpectDisconnection = true;
        await server.StopAsync();
        await Expect(console[".banner.lost"]).ToContainTextAsync("nothing can be changed");
        await Expect(console[".banner.lost"]).ToContainTextAsync("providers deliver again later");
        await Expect(console.Rows).ToHaveCountAsync(1);
    }

    [BrowserFact]
    public async Task A_key_that_no_longer_counts_is_asked_for_again_and_leads_back_to_the_same_view()
    {
        const string key = "the-right-key-0123";
        await using var server = await RunningServer.StartAsync(new() { ["PayHooks:AdminKey"] = key });
        await using var console = await ConsolePage.OpenAsync(
            stage.Browser, server.Server.BaseAddress, "?view=audit", 1280, 900, ColorScheme.Light, 401);
        await LogInAsync();
        await Expect(console["h1"]).ToHaveTextAsync("Audit");

        await console.Page.RouteAsync("**/api/replays", route => route.FulfillAsync(new RouteFulfillOptions { Status = 401, Body = "{}" }));
        await console["#nav a:text-is('Jobs')"].ClickAsync();
        await Expect(console["[role=alert]"]).ToContainTextAsync("Has it changed?");
        await console.Page.UnrouteAsync("**/api/replays");
        await LogInAsync();
        await Expect(console["h1"]).ToHaveTextAsync("Jobs");

        async Task LogInAsync()
        {
            await console["#key"].FillAsync(key);
            await console.Page.Keyboard.PressAsync("Enter");
        }
    }

    [BrowserFact]
    public async Task A_digit_opens_a_view_and_j_walks_through_its_entries()
    {
        await using var console = await stage.OpenAsync("?source=gateway");
        await Expect(console.Rows.First).ToBeVisibleAsync();
        await console.Page.Keyboard.PressAsync("3");
        await Expect(console["h1"]).ToHaveTextAsync("Failures");
        await Expect(console[".failures > li"].Nth(1)).ToBeVisibleAsync();
        await console.Page.Keyboard.PressAsync("j");
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console["h1"]).ToHaveTextAsync("Failure group");
        await console.Page.Keyboard.PressAsync("Escape");
        await Expect(console["h1"]).ToHaveTextAsync("Failures");
    }
}
