using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

/// <summary>Pausing and resuming. On a server of its own: the banner is on every view.</summary>
[Collection(StageTests.Name)]
public sealed class SourcePageTests(Stage stage)
{
    private const int Resuming = 60_000;

    [BrowserFact]
    public async Task A_source_is_paused_with_a_reason_and_every_view_says_so_until_it_is_resumed()
    {
        await using var server = await BrokenServer.StartAsync(stage, 0);
        await using var console = await server.OpenAsync("?view=sources");
        await console["button[aria-label='Pause replayed']"].ClickAsync();
        await Expect(console["dialog input"]).ToBeFocusedAsync();
        await console["dialog input"].FillAsync("warehouse maintenance");
        await console["dialog select"].SelectOptionAsync("2 hours have passed");
        await console["dialog button:text-is('Pause')"].ClickAsync();
        var row = console[".health tr:has(th a:text-is('replayed'))"];
        await Expect(row).ToContainTextAsync("by local");
        await Expect(row).ToContainTextAsync("warehouse maintenance, until");
        await Expect(console[".banner.paused"]).ToContainTextAsync("source replayed (warehouse maintenance), until");

        // The event waits; it says why it cannot be replayed.
        await server.Sender.DeliverAsync("replayed", Sender.Body("waits"));
        await console.Page.GotoAsync($"/?event={Sender.EventId("replayed", "waits")}");
        await Expect(console[".headline .status"]).ToHaveTextAsync("Paused");
        await Expect(console[".banner.paused"]).ToBeVisibleAsync();
        await console["button:text-is('Replay')"].FocusAsync();
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console[".toast"]).ToContainTextAsync("Resume that");

        await console[".banner.paused a"].ClickAsync();
        await console["button[aria-label='Resume replayed']"].ClickAsync();

        // Its events are requeued in the background.
        await Expect(console["button[aria-label='Pause replayed']"]).ToBeVisibleAsync(new() { Timeout = Resuming });
        await Expect(console[".banner.paused"]).ToHaveCountAsync(0, new() { Timeout = Resuming });
        await console.Page.GotoAsync($"/?event={Sender.EventId("replayed", "waits")}");
        await Expect(console[".headline .status"]).ToHaveTextAsync("Completed");
    }

    [BrowserFact]
    public async Task A_handler_is_paused_and_resumed_with_the_keyboard_and_shows_how_often_it_failed()
    {
        await using var server = await BrokenServer.StartAsync(stage, 2);
        await using var console = await server.OpenAsync("?view=sources");
        var keyboard = console.Page.Keyboard;
        var row = console[".handlers tr:has(th a:text-is('FulfilOrder'))"];
        await Expect(row).ToContainTextAsync("Failing");
        await Expect(row.Locator("[data-name='Failed']")).ToContainTextAsync("%");

        await console["button[aria-label='Pause FulfilOrder']"].FocusAsync();
        await keyboard.PressAsync("Enter");
        await Expect(console["dialog"]).ToContainTextAsync("their other handlers run");
        await keyboard.PressAsync("Enter");
        await Expect(row).ToContainTextAsync("Paused");
        await Expect(console["button[aria-label='Resume FulfilOrder']"]).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(console["button[aria-label='Pause FulfilOrder']"]).ToBeVisibleAsync(new() { Timeout = Resuming });
    }
}
