using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

[Collection(StageTests.Name)]
public sealed class WeightTests(Stage stage)
{
    [BrowserFact]
    public async Task A_list_weighs_less_than_150_KB_and_is_painted_within_a_second()
    {
        await using var console = await stage.OpenAsync("?source=portone");
        await Expect(console.Rows).ToHaveCountAsync(50);
        var measured = await console.Page.EvaluateAsync<JsonElement>("""
            () => ({
                bytes: performance.getEntries().reduce((sum, entry) => sum + (entry.transferSize ?? 0), 0),
                answered: performance.getEntriesByName(performance.getEntriesByType('resource').find(entry => entry.name.includes('/api/events')).name)[0].duration,
                painted: performance.getEntriesByName('first-contentful-paint')[0].startTime,
            })
            """);
        Assert.InRange(measured.GetProperty("bytes").GetDouble(), 20_000, 150_000);
        Assert.InRange(measured.GetProperty("painted").GetDouble(), 1, 1_000);
    }

    [BrowserFact]
    public async Task A_second_visit_asks_for_every_file_and_is_sent_none()
    {
        await using var console = await stage.OpenAsync("?source=portone");
        await Expect(console.Rows).ToHaveCountAsync(50);
        await console.Page.ReloadAsync();
        await Expect(console.Rows).ToHaveCountAsync(50);
        var sent = await console.Page.EvaluateAsync<double>("""
            () => performance.getEntriesByType('resource').filter(entry => entry.name.includes('/console/'))
                .reduce((sum, entry) => sum + Math.max(0, entry.transferSize - 300), 0)
            """);
        Assert.InRange(sent, 0, 1_000);
    }
}
