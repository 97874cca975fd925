using System.Text.Json.Nodes;
using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

/// <summary>Bulk replays and the audit, and how events are chosen for a bulk replay.</summary>
[Collection(StageTests.Name)]
public sealed class JobPageTests(Stage stage)
{
    [BrowserFact]
    public async Task A_job_that_runs_is_stopped_after_a_question()
    {
        await using var server = await BrokenServer.StartAsync(stage, 12);
        await using var console = await server.OpenAsync("?view=jobs");
        await Expect(console["text=No bulk replay yet"]).ToBeVisibleAsync();

        await server.PostAsync("/api/replays", new JsonObject
        {
            ["filter"] = new JsonObject { ["source"] = "broken" },
            ["ratePerSecond"] = 1,
            ["reason"] = "trial",
        });
        await Expect(console[".cards .status"]).ToHaveTextAsync("Running");
        await console["button:text-is('Stop')"].ClickAsync();
        await Expect(console["dialog button:text-is('Cancel')"]).ToBeFocusedAsync();
        await console["dialog button:text-is('Stop')"].ClickAsync();
        await Expect(console[".cards .status"]).ToHaveTextAsync("Stopped");
        await Expect(console["button:text-is('Stop')"]).ToHaveCountAsync(0);
        await Expect(console[".cards p a"]).ToHaveTextAsync("broken");
    }

    [BrowserFact]
    public async Task Says_so_when_no_job_has_the_id()
    {
        await using var console = await ConsolePage.OpenAsync(
            stage.Browser, stage.Address, "?view=jobs&job=job_0123456789abcdef", 1280, 900, Microsoft.Playwright.ColorScheme.Light, 404);
        await Expect(console[".empty"]).ToContainTextAsync("No job has this id");
    }

    [BrowserFact]
    public async Task Selected_events_are_replayed_by_one_job()
    {
        await using var server = await BrokenServer.StartAsync(stage, 3);
        await using var console = await server.OpenAsync("?status=dead");
        await Expect(console.Rows).ToHaveCountAsync(3);
        await console.Row(BrokenServer.EventId(0)).Locator(".choose").CheckAsync();
        await console.Row(BrokenServer.EventId(2)).Locator("a.type").FocusAsync();
        await console.Page.Keyboard.PressAsync("x");
        await Expect(console[".selection strong"]).ToHaveTextAsync("2 events selected");

        await console["text=Replay selected"].ClickAsync();
        await Expect(console["dialog h2"]).ToHaveTextAsync("Replay 2 events?");
        await console["dialog button:text-is('Cancel')"].ClickAsync();
        Assert.Empty((await server.JsonAsync("/api/replays"))["replays"]!.AsArray());
        await console["text=Replay selected"].ClickAsync();
        await console["dialog button:text-is('Start')"].ClickAsync();
        await Expect(console[".cards"]).ToContainTextAsync("2 selected events");
        await Expect(console[".cards"]).ToContainTextAsync("2 of 2");
        await console[".cards p a"].First.ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("payment.succeeded");
    }

    [BrowserFact]
    public async Task All_events_that_match_the_filter_are_replayed_by_one_job_and_the_audit_says_who_and_why()
    {
        await using var server = await BrokenServer.StartAsync(stage, 3);
        await using var console = await server.OpenAsync();
        await Expect(console.Rows).ToHaveCountAsync(3);
        await Expect(console[".selection button"]).ToHaveCountAsync(0);
        await console.ChooseAsync("handler", "FulfilOrder");
        await console["#error"].FillAsync("WAREHOUSE");
        await console["#error"].PressAsync("Enter");
        await console.Page.WaitForURLAsync("**/?handler=FulfilOrder&error=WAREHOUSE");
        await Expect(console.Rows).ToHaveCountAsync(3);

        await console["text=Replay all that match"].ClickAsync();
        await console["dialog input"].First.FillAsync("it is open again");
        await console["dialog input"].Nth(2).FillAsync("1");
        await console["dialog button:text-is('Start')"].ClickAsync();
        await Expect(console[".cards"]).ToContainTextAsync("1 of 1");
        await Expect(console[".cards"]).ToContainTextAsync("handler FulfilOrder, error “WAREHOUSE”");

        await console["#nav a:text-is('Audit')"].ClickAsync();
        var entry = console[".audit tbody tr"].First;
        await Expect(entry.Locator(".what")).ToContainTextAsync("StartReplay");
        await Expect(entry.Locator(".who")).ToHaveTextAsync("local");
        await Expect(entry.Locator(".why")).ToHaveTextAsync("it is open again");
        await Expect(entry.Locator(".answer")).ToHaveTextAsync("202");
    }

    [BrowserFact]
    public async Task A_search_is_not_replayed_as_a_whole()
    {
        await using var console = await stage.OpenAsync("?q=nothing");
        await Expect(console["text=Replay all that match"]).ToHaveAttributeAsync("aria-disabled", "true");
        await console["text=Replay all that match"].FocusAsync();
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console[".toast"]).ToContainTextAsync("Select the events");
    }

    [BrowserFact]
    public async Task The_audit_leads_to_what_was_changed()
    {
        await using var server = await BrokenServer.StartAsync(stage, 1);
        var group = await server.GroupAsync();
        await server.PostAsync($"/api/failures/{group}", new JsonObject { ["acknowledged"] = true });
        await server.PostAsync($"/api/events/{BrokenServer.EventId(0)}/replay?reason=trial", []);
        await using var console = await server.OpenAsync("?view=audit");
        await Expect(console[".audit tbody tr"]).ToHaveCountAsync(2);
        await console.Page.Keyboard.PressAsync("j");
        await console.Page.Keyboard.PressAsync("j");
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console["h1"]).ToHaveTextAsync("Failure group");
        await console.Page.GoBackAsync();
        await console[".audit a:has-text('/replay')"].ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("payment.succeeded");
    }
}
