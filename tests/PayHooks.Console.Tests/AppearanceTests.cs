using System.Text.Json.Nodes;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

/// <summary>What holds for every view: light and dark, wide and narrow, seen and heard.</summary>
[Collection(StageTests.Name)]
public sealed class AppearanceTests(Stage stage)
{
    public static TheoryData<string, int, ColorScheme> Appearances()
    {
        var data = new TheoryData<string, int, ColorScheme>();
        foreach (var view in new[]
        {
            "dead", "event", "rejected", "reconcile", "overview", "failures", "jobs", "sources", "audit", "nothing",
        })
        {
            data.Add(view, 1280, ColorScheme.Light);
            data.Add(view, 360, ColorScheme.Dark);
        }

        return data;
    }

    [BrowserTheory]
    [MemberData(nameof(Appearances))]
    public async Task Every_view_is_readable_and_fits(string view, int width, ColorScheme scheme)
    {
        Assert.Equal(404, await stage.Sender.SendAsync("nowhere", Sender.Body("nowhere")));
        await using var console = await stage.OpenAsync(QueryOf(view), width, 800, scheme);
        await Expect(console["tbody tr:visible, .timeline li, .cards li, .empty h2"].First).ToBeVisibleAsync();
        await CheckAsync(console, width, view);
    }

    [BrowserTheory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task What_failed_and_what_people_did_about_it_is_readable_and_fits(int width, ColorScheme scheme)
    {
        await using var server = await BrokenServer.StartAsync(stage, 2);
        var group = await server.GroupAsync();
        await server.PostAsync($"/api/failures/{group}", new() { ["note"] = new string('x', 400), ["acknowledged"] = true });
        await server.PostAsync("/api/handlers/FulfilOrder/pause", new() { ["reason"] = "maintenance", ["until"] = "2999-01-01" });
        await server.PostAsync("/api/sources/gateway/pause", new() { ["reason"] = new string('y', 400) });
        await server.PostAsync(
            "/api/replays", new() { ["filter"] = new JsonObject { ["group"] = group }, ["reason"] = "trial", ["limit"] = 1 });
        foreach (var (view, query, shown) in new[]
        {
            ("list", "?source=broken", ".selection button"), ("payments", "?view=payments", ".payments tbody tr"),
            ("failures", "?view=failures", ".failures > li"),
            ("group", $"?view=failures&group={group}", "#jobs-title"), ("jobs", "?view=jobs", ".cards progress"),
            ("sources", "?view=sources", ".handlers .paused"), ("audit", "?view=audit", ".audit tbody tr"),
            ("overview", "?view=overview", ".handlers .paused"), ("payment", "?payment=pay-e0", ".payment-history li"),
            ("event", $"?event={BrokenServer.EventId(0)}", ".timeline li"),
        })
        {
            await using var console = await server.OpenAsync(query, width, scheme);
            await Expect(console[shown].First).ToBeVisibleAsync();
            await Expect(console[".banner.paused"]).ToBeVisibleAsync(new() { Visible = view is not ("sources" or "overview") });
            if (Environment.GetEnvironmentVariable("PAYHOOKS_LOOK") is { } folder)
            {
                var file = Path.Combine(folder, $"{view}-{width}-{scheme}.png");
                await console.Page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true });
            }

            await CheckAsync(console, width, query);
        }
    }

    [BrowserTheory]
    [InlineData("type", 1280, ColorScheme.Light)]
    [InlineData("status", 360, ColorScheme.Dark)]
    [InlineData("outcome", 360, ColorScheme.Dark)]
    public async Task An_open_filter_is_readable_and_fits(string filter, int width, ColorScheme scheme)
    {
        await using var console = await stage.OpenAsync("?status=dead", width, 800, scheme);
        await Expect(console.Rows.First).ToBeVisibleAsync();
        await console[$"#{filter} summary"].ClickAsync();
        await Expect(console[$"#{filter} input"].First).ToBeVisibleAsync();
        var box = (await console[$"#{filter} fieldset"].BoundingBoxAsync())!;
        Assert.InRange(box.X, 0, width - box.Width);
        await CheckAsync(console, width, $"filter {filter}");
    }

    [BrowserFact]
    public async Task A_narrow_screen_shows_the_timeline_before_the_facts()
    {
        await using var console = await stage.OpenAsync($"?event={stage.Seeds.FirstDead.Id}", 360, 780);
        await Expect(console[".timeline"]).ToBeVisibleAsync();
        var (timeline, facts) = ((await console[".timeline"].BoundingBoxAsync())!, (await console[".facts"].BoundingBoxAsync())!);
        Assert.True(timeline.Y < facts.Y);
    }

    [BrowserFact]
    public async Task Follows_the_colours_of_the_system()
    {
        await using var light = await stage.OpenAsync("?source=gateway");
        await using var dark = await stage.OpenAsync("?source=gateway", scheme: ColorScheme.Dark);
        Assert.True(await LightnessAsync(light) > 220);
        Assert.True(await LightnessAsync(dark) < 40);

        static Task<int> LightnessAsync(ConsolePage console) =>
            console.Page.EvaluateAsync<int>("() => Number(/\\d+/.exec(getComputedStyle(document.body).backgroundColor)[0])");
    }

    [BrowserFact]
    public async Task A_narrow_screen_gets_cards_instead_of_a_table()
    {
        await using var console = await stage.OpenAsync("?source=chargily", 360, 780);
        await Expect(console.Rows.First).ToBeVisibleAsync();
        Assert.Equal("grid", await console.Rows.First.EvaluateAsync<string>("row => getComputedStyle(row).display"));
        await console.Rows.Nth(1).ClickAsync();
        await Expect(console[".event-head h1"]).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Nothing_moves_for_those_who_do_not_want_it()
    {
        await using var console = await stage.OpenAsync($"?source={LiveTraffic.Source}");
        await console.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });
        await Expect(console["tr.fresh"].First).ToBeVisibleAsync();
        Assert.Equal(0, await console.Page.EvaluateAsync<int>("() => document.getAnimations().length"));
    }

    private static async Task CheckAsync(ConsolePage console, int width, string view)
    {
        var needed = await console.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        Assert.True(needed <= width, $"{view} is {needed} wide.");

        var results = await console.Page.RunAxe();
        Assert.True(results.Violations.Length == 0, string.Join('\n', results.Violations.SelectMany(
            violation => violation.Nodes.Select(node => $"{view}: {violation.Id}: {violation.Help}: {node.Html}"))));
    }

    private string QueryOf(string view) => view switch
    {
        "dead" => "?status=dead",
        "event" => $"?event={stage.Seeds.FirstDead.Id}",
        "nothing" => "?q=nothing",
        _ => $"?view={view}",
    };
}
