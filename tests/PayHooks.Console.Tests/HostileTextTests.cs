using System.Text.Json.Nodes;
using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

/// <summary>Text of an event is text, wherever it is shown. That nothing of it ran is checked at the end of every page.</summary>
[Collection(StageTests.Name)]
public sealed class HostileTextTests(Stage stage)
{
    private const string Script = "<script>window.pwned=1</script>";
    private const string Image = "<img src=x onerror=window.pwned=1>";

    [BrowserFact]
    public async Task No_text_of_an_event_becomes_part_of_the_page()
    {
        const string closing = "</pre></code></script><script>alert(document.domain);window.pwned=1</script>";
        var body = $$$"""
            {"id":"{{{Image}}}","event":"{{{Script}}}","javascript:alert(1)":"javascript:window.pwned=1","__proto__":{"polluted":1},
             "{{{Script}}}":"{{{closing}}}","unseen":"a\u202Eb\u0000c\u200bd","template":"${window.pwned=1} {{constructor}}",
             "data":{"id":"'\"><svg onload=window.pwned=1>","amount":1e309,"currency":"{{{Image}}}"},"html":"{{{Image}}}"}
            """;
        await stage.Sender.DeliverAsync("hostile", body);
        await using var console = await stage.OpenAsync("?source=hostile");
        await Expect(console.Rows).ToHaveCountAsync(1);
        await Expect(console.Rows.First).ToContainTextAsync("<s");

        await console.Rows.First.Locator("a").First.ClickAsync();
        await Expect(console[".tree"]).ToContainTextAsync(Script);
        await console["text=Open all"].ClickAsync();
        await Expect(console[".tree"]).ToContainTextAsync("__proto__");
        await Expect(console[".tree"]).ToContainTextAsync("a\\u202eb\\u0000c\\u200bd");
        await console["role=tab[name=Text]"].ClickAsync();
        await Expect(console[".raw"]).ToContainTextAsync(closing);
        await console["role=tab[name=Bytes]"].ClickAsync();
        await Expect(console[".raw"]).ToContainTextAsync("3c 73 63 72");
        Assert.Equal(0,
            await console.Page.EvaluateAsync<int>(
            "() => document.querySelectorAll('main script, main svg, main img, main iframe').length"));
        Assert.False(await console.Page.EvaluateAsync<bool>("() => 'polluted' in {}"));
    }

    [BrowserFact]
    public async Task Nor_does_what_handlers_report_and_people_write()
    {
        await using var server = await BrokenServer.StartAsync(stage, 1);
        var group = await server.GroupAsync();
        await server.PostAsync($"/api/failures/{group}", new JsonObject { ["note"] = Image + "\u202e", ["acknowledged"] = true });
        await server.PostAsync("/api/sources/hostile/pause", new JsonObject { ["reason"] = Image });
        var job = (string)(await server.PostAsync("/api/replays", new JsonObject
        {
            ["filter"] = new JsonObject { ["source"] = "broken", ["error"] = "<b>" },
            ["reason"] = Script,
        }))["id"]!;
        await server.PostAsync("/api/replays", new JsonObject
        {
            ["filter"] = new JsonObject { ["type"] = Script, ["handler"] = Image, ["payment"] = Script, ["error"] = Image },
        });
        foreach (var (query, text) in new[]
        {
            ("?view=failures", Image + "\\u202e"), ($"?view=failures&group={group}", "<b>502</b>"), ("?view=jobs", Image),
            ($"?view=jobs&job={job}", Script), ("?view=sources", Image), ("?view=audit", Script), ("?view=overview", Image),
            ("?status=dead", "<b>502</b>"),
        })
        {
            await using var console = await server.OpenAsync(query);
            await Expect(console["main"]).ToContainTextAsync(text);
            await Expect(console["#banner"]).ToContainTextAsync(Image);
            await Expect(console["main script, main img, main b, #banner img"]).ToHaveCountAsync(0);
        }
    }

    [BrowserTheory]
    [InlineData("?q=" + Script)]
    [InlineData("?source=" + Image)]
    [InlineData("?type=" + Script + "&status=" + Image)]
    [InlineData("?event=" + Script)]
    [InlineData("?view=rejected&source=" + Image)]
    [InlineData("?view=" + Script)]
    [InlineData("?view=failures&group=" + Image)]
    [InlineData("?view=jobs&job=" + Script)]
    [InlineData("?view=sources&source=" + Image)]
    [InlineData("?view=audit&cursor=" + Script)]
    [InlineData("?handler=" + Script + "&error=" + Image)]
    public async Task Nor_does_text_of_the_address(string query)
    {
        await using var console = await ConsolePage.OpenAsync(
            stage.Browser, stage.Address,
                Uri.EscapeDataString(query).Replace("%3F", "?", StringComparison.Ordinal).Replace("%3D", "=", StringComparison.Ordinal)
                .Replace("%26", "&", StringComparison.Ordinal),
            1280, 900, Microsoft.Playwright.ColorScheme.Light, 400, 404);
        await Expect(console["main h1, main h2"].First).ToBeAttachedAsync();
        Assert.Equal(0, await console.Page.EvaluateAsync<int>("() => document.querySelectorAll('main script, main img').length"));
    }
}
