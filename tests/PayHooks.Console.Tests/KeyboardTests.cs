using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

[Collection(StageTests.Name)]
public sealed class KeyboardTests(Stage stage)
{
    [BrowserFact]
    public async Task Everything_in_the_list_can_be_done_with_the_keyboard()
    {
        await using var console = await stage.OpenAsync("?source=shop_sg");
        await Expect(console.Rows.Nth(3)).ToBeVisibleAsync();
        var ids = await console.IdsAsync();
        var keyboard = console.Page.Keyboard;

        await keyboard.PressAsync("j");
        await Expect(console.Row(ids[0]).Locator("a.type")).ToBeFocusedAsync();
        await keyboard.PressAsync("j");
        await keyboard.PressAsync("j");
        await keyboard.PressAsync("k");
        await Expect(console.Row(ids[1]).Locator("a.type")).ToBeFocusedAsync();

        await keyboard.PressAsync("Enter");
        await Expect(console[".event-head h1"]).ToBeFocusedAsync();
        Assert.Equal($"?event={ids[1]}", console.Query);

        // Back to the same list, and to the same place in it.
        await keyboard.PressAsync("Escape");
        await Expect(console.Row(ids[1]).Locator("a.type")).ToBeFocusedAsync();
        Assert.Equal("?source=shop_sg", console.Query);

        await keyboard.PressAsync("/");
        await Expect(console["#q"]).ToBeFocusedAsync();
        await keyboard.TypeAsync("j");
        await Expect(console["#q"]).ToHaveValueAsync("j");
        await keyboard.PressAsync("Escape");
        await Expect(console["#q"]).Not.ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task The_question_mark_lists_the_keys_and_a_dialog_keeps_them_to_itself()
    {
        await using var console = await stage.OpenAsync("?source=shop_sg");
        await Expect(console.Rows.First).ToBeVisibleAsync();
        await console.Page.Keyboard.PressAsync("?");
        await Expect(console["dialog[open]"]).ToContainTextAsync("Replay the event (asks first)");
        await console.Page.Keyboard.PressAsync("j");
        await Expect(console["tbody a:focus"]).ToHaveCountAsync(0);
        await console.Page.Keyboard.PressAsync("Escape");
        await Expect(console["dialog"]).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task A_row_keeps_the_focus_while_events_arrive_above_it()
    {
        await using var console = await stage.OpenAsync($"?source={LiveTraffic.Source}");
        await Expect(console.Rows.Nth(2)).ToBeVisibleAsync();
        await console.Page.Keyboard.PressAsync("j");
        var chosen = await console.Page.EvaluateAsync<string>("() => document.activeElement.closest('tr').dataset.id");
        await console.UntilAsync("id => [...document.querySelectorAll('tbody tr')].findIndex(row => row.dataset.id === id) > 2", chosen);
        Assert.Equal(chosen, await console.Page.EvaluateAsync<string>("() => document.activeElement.closest('tr').dataset.id"));
    }
}
