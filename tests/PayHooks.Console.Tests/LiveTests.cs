using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Playwright;
using PayHooks.Cli.Server;
using PayHooks.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

[Collection(StageTests.Name)]
public sealed class LiveTests(Stage stage)
{
    [BrowserFact]
    public async Task A_new_event_appears_by_itself_and_becomes_completed()
    {
        await using var console = await stage.OpenAsync("?source=arrivals");
        await Expect(console["#live"]).ToHaveTextAsync("Live");
        await Expect(console["text=No event matches"]).ToBeVisibleAsync();
        await stage.Sender.DeliverAsync("arrivals", Sender.Body("one"));
        var row = console.Row(Sender.EventId("arrivals", "one"));
        await Expect(row.Locator(".status.completed")).ToBeVisibleAsync();
        await Expect(console["text=No event matches"]).ToBeHiddenAsync();

        await stage.Sender.DeliverAsync("arrivals", Sender.Body("two"));
        await Expect(console.Rows).ToHaveCountAsync(2);
        Assert.Equal([Sender.EventId("arrivals", "two"), Sender.EventId("arrivals", "one")], await console.IdsAsync());
        await Expect(console["p[aria-live]"]).ToHaveTextAsync(Patterns.Arrived());

        // A repeat is counted in its row.
        await stage.Sender.DeliverAsync("arrivals", Sender.Body("one"));
        await Expect(row.Locator("td.count").First).ToContainTextAsync("2×");
    }

    [BrowserFact]
    public async Task A_reader_further_down_is_told_and_not_disturbed()
    {
        await using var console = await stage.OpenAsync($"?source={LiveTraffic.Source}", height: 500);
        await Expect(console.Rows.Nth(12)).ToBeVisibleAsync();
        await console.Page.EvaluateAsync("() => scrollTo(0, 400)");
        await Expect(console[".news"]).ToHaveTextAsync(Patterns.News());
        var before = await console.IdsAsync();
        await console.UntilAsync("() => Number.parseInt(document.querySelector('.news').textContent) > 3");
        Assert.Equal(before, await console.IdsAsync());

        await console[".news"].ClickAsync();
        await Expect(console[".news"]).ToBeHiddenAsync();
        Assert.Equal(0, await console.Page.EvaluateAsync<int>("() => Math.round(scrollY)"));
        Assert.NotEqual(before[0], (await console.IdsAsync())[0]);
    }

    [BrowserFact]
    public async Task A_list_that_stays_open_stays_short()
    {
        await using var console = await stage.OpenAsync("?source=burst");
        await Expect(console["#live"]).ToHaveTextAsync("Live");
        await Task.WhenAll(Enumerable.Range(0, 400).Select(number => stage.Sender.DeliverAsync("burst", Sender.Body($"burst-{number}"))));
        await stage.Sender.DeliverAsync("burst", Sender.Body("last"));
        await Expect(console.Row(Sender.EventId("burst", "last")).Locator(".status.completed")).ToBeVisibleAsync();
        Assert.InRange(await console.Rows.CountAsync(), 1, 260);
    }

    [BrowserFact]
    public async Task Where_the_host_cannot_stream_the_page_asks_every_few_seconds()
    {
        await using var console = await stage.OpenAsync("?view=rejected");
        await console.Page.RouteAsync("**/api/host", async route =>
        {
            using var answer = await (await route.FetchAsync()).JsonAsync<JsonDocument>();
            var host = JsonNode.Parse(answer!.RootElement.GetRawText())!;
            host["live"] = false; // as on Azure
            await route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = host.ToJsonString() });
        });
        await console.Page.GotoAsync("/?source=polled");
        await Expect(console["#live"]).ToHaveTextAsync("Polling");
        await Expect(console["text=No event matches"]).ToBeVisibleAsync();
        await stage.Sender.DeliverAsync("polled", Sender.Body("one"));
        await Expect(console.Row(Sender.EventId("polled", "one"))).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_connection_that_breaks_is_taken_up_again_without_a_gap()
    {
        using var folder = new TemporaryFolder();
        var server = await StartAsync(folder, "http://127.0.0.1:0");
        var address = server.BaseAddress;
        await using var console = await ConsolePage.OpenAsync(stage.Browser, address, "", 1280, 900, ColorScheme.Light);
        await Expect(console["#live"]).ToHaveTextAsync("Live");

        console.ExpectDisconnection = true;
        await server.StopAsync();
        await server.DisposeAsync();
        await Expect(console["#live"]).ToHaveTextAsync("Disconnected");

        await using var next = await StartAsync(folder, address.GetLeftPart(UriPartial.Authority));
        using var sender = new Sender(address);
        await sender.DeliverAsync("again", Sender.Body("while-away"));
        await Expect(console["#live"]).ToHaveTextAsync("Live");
        await Expect(console.Row(Sender.EventId("again", "while-away")).Locator(".status.unhandled")).ToBeVisibleAsync();
        await next.StopAsync();
    }

    [BrowserFact]
    public async Task An_empty_list_says_that_it_is_empty_also_where_what_to_send_cannot_be_told()
    {
        using var folder = new TemporaryFolder();
        await using var server = await StartAsync(folder, "http://127.0.0.1:0");
        await using var console = await ConsolePage.OpenAsync(stage.Browser, server.BaseAddress, "", 1280, 900, ColorScheme.Light);
        await Expect(console["section.hint"]).ToBeVisibleAsync();

        console.ExpectDisconnection = true;
        await console.Page.RouteAsync("**/api/stats", route => route.AbortAsync());
        await console.Page.ReloadAsync();

        await Expect(console["text=No events yet"]).ToBeVisibleAsync();
        await Expect(console["section.hint"]).ToBeHiddenAsync();
        await server.StopAsync();
    }

    private static Task<LocalServer> StartAsync(TemporaryFolder folder, string urls) => LocalServer.StartAsync(
        new LocalServerOptions
        {
            Urls = urls,
            DataFolder = folder.File("events"),
            Handlers = _ => { },
            Quiet = true,
            Configuration = new ConfigurationBuilder().AddInMemoryCollection(
                [new("PayHooks:Sources:again:Provider", "x-signature"), new("PayHooks:Sources:again:Secrets:0", Stage.Secret)]).Build(),
        },
        CancellationToken.None);
}
