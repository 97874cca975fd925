using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

/// <summary>Failure groups: what they show, and what a person does about them.</summary>
[Collection(StageTests.Name)]
public sealed class FailurePageTests(Stage stage)
{
    [BrowserFact]
    public async Task A_group_shows_its_whole_error_and_takes_a_note_and_an_acknowledgement()
    {
        await using var server = await BrokenServer.StartAsync(stage, 3);
        await using var console = await server.OpenAsync("?view=overview");
        await console[".figure.bad a:has-text('by cause')"].ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("Failures");
        await Expect(console["#nav a[aria-current]"]).ToHaveTextAsync("Failures");
        var group = console[".failures > li"];
        await Expect(group.Locator("h2")).ToHaveTextAsync("3 events");
        await Expect(group).ToContainTextAsync("FulfilOrder for broken");
        await Expect(group.Locator(".error")).ToHaveTextAsync(
            "InvalidOperationException: The warehouse answered <b><n></b> Bad Gateway.");

        await group.Locator("button:text-is('Note')").ClickAsync();
        await Expect(console["dialog textarea"]).ToBeFocusedAsync();
        await console["dialog textarea"].FillAsync("Ticket 4711");
        await console["dialog button:text-is('Save')"].ClickAsync();
        await Expect(group.Locator(".note")).ToHaveTextAsync("Ticket 4711");
        await group.Locator("button:text-is('Acknowledge')").ClickAsync();
        await Expect(group).ToContainTextAsync("acknowledged by local");
        await group.Locator("button:text-is('Withdraw')").ClickAsync();
        await Expect(group).ToContainTextAsync("not acknowledged");
    }

    [BrowserFact]
    public async Task Events_payments_groups_and_jobs_lead_to_each_other()
    {
        await using var server = await BrokenServer.StartAsync(stage, 2);
        await using var console = await server.OpenAsync($"?event={BrokenServer.EventId(0)}");
        await console["a:text-is('Failure group')"].ClickAsync();
        await Expect(console[".rows li"]).ToHaveCountAsync(2);
        await Expect(console[".rows li"].First).ToContainTextAsync("<b>502</b>");

        await console[".rows a:text-is('payment pay-e0')"].ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("Payment pay-e0");
        await console[".payment-history a"].ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("payment.succeeded");
        await console["a:text-is('Failure group')"].ClickAsync();

        await console["button:text-is('Replay')"].ClickAsync();
        await Expect(console["dialog h2"]).ToHaveTextAsync("Replay 2 events?");
        await Expect(console["dialog input"].First).ToBeFocusedAsync();
        await console["dialog input"].First.FillAsync("the warehouse is repaired");
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console["h1"]).ToHaveTextAsync("Bulk replay");
        await Expect(console[".cards .status"]).ToHaveTextAsync("Done");
        await Expect(console[".cards"]).ToContainTextAsync("2 of 2");
        await Expect(console[".cards .note"]).ToHaveTextAsync("the warehouse is repaired");
        var job = await console[".cards h2"].InnerTextAsync();

        await console.Page.GotoAsync($"/?event={BrokenServer.EventId(0)}");
        await console[".timeline a:text-is('a bulk replay')"].ClickAsync();
        await Expect(console[".cards h2"]).ToHaveTextAsync(job);
        await console[".cards p a"].ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("Failure group");
        await console[$"a:text-is('{job}')"].ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("Bulk replay");
    }

    [BrowserFact]
    public async Task The_events_of_a_group_are_a_list_of_their_own()
    {
        await using var server = await BrokenServer.StartAsync(stage, 2);
        var group = await server.GroupAsync();
        await using var console = await server.OpenAsync($"?view=failures&group={group}");
        await console["a:text-is('All, with filters')"].ClickAsync();
        await Expect(console.Rows).ToHaveCountAsync(2);
        Assert.Equal($"?group={group}", console.Query);
        await console.ChooseAsync("status", "dead");
        await Expect(console.Rows).ToHaveCountAsync(2);
        await console.Page.WaitForURLAsync($"**/?status=dead&group={group}");
        await console.ChooseAsync("status", "dead", isChosen: false);
        await console.ChooseAsync("status", "completed");
        await Expect(console["text=No event matches"]).ToBeVisibleAsync();
        Assert.Equal("?status=completed", console.Query);
    }

    [BrowserFact]
    public async Task A_group_that_nothing_belongs_to_says_so()
    {
        await using var console = await stage.OpenAsync("?view=failures&group=0123456789abcdef");
        await Expect(console["h2:text('This group has no events')"]).ToBeVisibleAsync();
        await console[".empty a"].ClickAsync();
        await Expect(console[".failures > li"].First).ToBeVisibleAsync();
    }
}
