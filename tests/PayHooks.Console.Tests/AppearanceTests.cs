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
        foreach (var view in new[] { "dead", "event", "rejected", "reconcile", "overview", "nothing" })
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
        await Expect(console["tbody tr:visible, .timeline li, .empty h2"].First).ToBeVisibleAsync();
        Assert.True(
            await console.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width,
                "The page is wider than the screen.");

        var results = await console.Page.RunAxe();
        Assert.True(results.Violations.Length == 0, string.Join('\n', results.Violations.SelectMany(
            violation => violation.Nodes.Select(node => $"{violation.Id}: {violation.Help}: {node.Html}"))));
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

    private string QueryOf(string view) => view switch
    {
        "dead" => "?status=dead",
        "event" => $"?event={stage.Seeds.FirstDead.Id}",
        "nothing" => "?q=nothing",
        _ => $"?view={view}",
    };
}
