using PayHooks.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

[Collection(StageTests.Name)]
public sealed class ActionTests(Stage stage)
{
    [BrowserFact]
    public async Task A_replay_asks_first_and_then_the_handlers_really_run_again()
    {
        await stage.Sender.DeliverAsync("replayed", Sender.Body("again"));
        var id = Sender.EventId("replayed", "again");
        await using var console = await stage.OpenAsync($"?event={id}");
        await Expect(console[".headline .status"]).ToHaveTextAsync("Completed");

        await console.Page.Keyboard.PressAsync("r");
        await Expect(console["dialog[open]"]).ToContainTextAsync("Replay this event?");
        await console["dialog button:has-text('Cancel')"].ClickAsync();
        await Expect(console["dialog"]).ToHaveCountAsync(0);
        Assert.Equal(1, stage.Runs.Of(id));

        await console["button:text-is('Replay')"].ClickAsync();
        await Expect(console["dialog button:text-is('Replay')"]).ToBeFocusedAsync();
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console[".toast"]).ToHaveTextAsync("Replay accepted");
        await Expect(console[".timeline .card-head"]).ToContainTextAsync("2 attempts");
        await Expect(console[".headline .status"]).ToHaveTextAsync("Completed");
        await Expect(console[".timeline li"].Filter(new() { HasText = "Attempt 2 succeeded" })).ToHaveCountAsync(1);
        await Expect(console[".timeline .replay"]).ToContainTextAsync("rpl_");
        Assert.Equal(2, stage.Runs.Of(id));
    }

    [BrowserFact]
    public async Task A_row_of_the_list_is_replayed_with_a_key()
    {
        await stage.Sender.DeliverAsync("replayed", Sender.Body("from-the-list"));
        var id = Sender.EventId("replayed", "from-the-list");
        await using var console = await stage.OpenAsync("?source=replayed");
        await Expect(console.Row(id).Locator(".status.completed")).ToBeVisibleAsync();
        await console.Page.Keyboard.PressAsync("j");
        await console.Page.Keyboard.PressAsync("r");
        await Expect(console["dialog[open]"]).ToContainTextAsync("payment.succeeded");
        Assert.Equal(1, stage.Runs.Of(id));
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console.Row(id).Locator("td.count").Last).ToContainTextAsync("2");
        await Eventually.Async(() => Task.FromResult(stage.Runs.Of(id)), runs => runs == 2);
        // The focus is where it was.
        await Expect(console.Row(id).Locator("a.type")).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task Erasing_asks_first_and_then_the_payload_is_gone()
    {
        await stage.Sender.DeliverAsync("erased", Sender.Body("private"));
        var id = Sender.EventId("erased", "private");
        await using var console = await stage.OpenAsync($"?event={id}");
        await Expect(console[".headline .status"]).ToHaveTextAsync("Completed");
        await Expect(console[".tree"]).ToBeVisibleAsync();
        await console["button:text-is('Erase payload')"].ClickAsync();
        // Nothing is erased by a hasty Enter.
        await Expect(console["dialog button:has-text('Cancel')"]).ToBeFocusedAsync();
        await console["dialog button:text-is('Erase payload')"].ClickAsync();
        await Expect(console[".toast"]).ToHaveTextAsync("Payload erased");
        await Expect(console[".payload"]).ToContainTextAsync("Erased");
        await Expect(console[".tree"]).ToHaveCountAsync(0);
        await Expect(console[".reproduce"]).ToHaveCountAsync(0);
        await Expect(console["button:text-is('Replay')"]).ToBeDisabledAsync();

        using var client = new HttpClient { BaseAddress = stage.Address };
        using var body = await client.GetAsync($"/api/events/{id}/body");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, body.StatusCode);
    }
}
