using System.Globalization;
using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

[Collection(StageTests.Name)]
public sealed class OverviewTests(Stage stage)
{
    [BrowserFact]
    public async Task Rejected_deliveries_appear_with_their_reason_and_without_their_secrets()
    {
        await using var console = await stage.OpenAsync("?view=rejected&source=forged");
        await Expect(console["text=Nothing was rejected from forged"]).ToBeVisibleAsync();
        Assert.Equal(401,
            await stage.Sender.SendAsync("forged", Sender.Body("forged", resource: "body-of-a-thief"), "another-signing-key"));
        var row = console["table.rejected tbody tr"];
        await Expect(row).ToHaveCountAsync(1);
        await Expect(row.Locator(".source")).ToHaveTextAsync("forged");
        await Expect(row.Locator(".reason code")).ToHaveTextAsync("signature_mismatch");
        await Expect(row.Locator(".answer")).ToHaveTextAsync("401");
        await Expect(row.Locator(".from")).ToHaveTextAsync("127.0.0.1");
        await Expect(row.Locator(".size")).ToHaveTextAsync($"{Sender.Body("forged", resource: "body-of-a-thief").Length} B");
        Assert.DoesNotContain("thief", await console["main"].InnerTextAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task A_source_that_does_not_exist_is_named()
    {
        Assert.Equal(404, await stage.Sender.SendAsync("chargilly", Sender.Body("typo")));
        await using var console = await stage.OpenAsync("?view=rejected");
        await Expect(console["tr:has-text('unknown_source')"].First).ToContainTextAsync("No source is called chargilly.");
    }

    [BrowserFact]
    public async Task A_source_whose_deliveries_are_often_rejected_is_not_shown_as_healthy()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(401, await stage.Sender.SendAsync("mistaken", Sender.Body($"mistaken {i}"), "another-signing-key"));
        }

        await using var console = await stage.OpenAsync("?view=overview");

        var source = console[".health tr:has(th:has-text('mistaken'))"];
        await Expect(source).ToContainTextAsync("Rejecting");
        await Expect(source).ToContainTextAsync("100 % of its deliveries are rejected");
    }

    [BrowserFact]
    public async Task The_figures_are_those_of_the_server()
    {
        await stage.Sender.DeliverAsync("figures", Sender.Body("counted"));
        Assert.Equal(401, await stage.Sender.SendAsync("figures", Sender.Body("not counted"), "another-signing-key"));
        await using var console = await stage.OpenAsync("?view=overview");
        await Expect(console[".figure:has-text('Dead letters') .value"]).ToHaveTextAsync(Patterns.Number());
        var dead = await NumberAsync(".figure:has-text('Dead letters') .value");
        Assert.InRange(dead, Seeds.Dead, Seeds.Dead + 2);
        await Expect(console[".banner.dead"]).ToBeHiddenAsync();

        // As the seeds have them, and perhaps one of another test.
        Assert.InRange(await NumberAsync(".figure:has-text('Retrying') .value"), Seeds.Retrying, Seeds.Retrying + 2);
        await Expect(console[".figure:has-text('Answered within') dd"].First).ToHaveTextAsync(Patterns.Duration());
        await Expect(console[".figure:has-text('Started after') dd"].Last).ToHaveTextAsync(Patterns.Duration());

        var bars = console[".chart"].First;
        Assert.True(await bars.Locator("rect.good").CountAsync() > 0);
        await bars.Locator("summary").ClickAsync();
        await Expect(bars.Locator("tbody tr").Last).ToBeVisibleAsync();

        var source = console[".health tr:has(th:has-text('figures'))"];
        await Expect(source).ToContainTextAsync("OK");
        await Expect(source.Locator("td.n").First).ToHaveTextAsync("1");
        await Expect(source.Locator("td.n").Nth(1)).ToContainTextAsync("50 %");
        await source.Locator("td.n a").ClickAsync();
        await Expect(console["table.rejected tbody tr"]).ToHaveCountAsync(1);

        async Task<int> NumberAsync(string selector) => int.Parse(await console[selector].InnerTextAsync(), CultureInfo.InvariantCulture);
    }
}
