using Microsoft.Playwright;
using PayHooks.Storage;
using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

[Collection(StageTests.Name)]
public sealed class ListTests(Stage stage)
{
    [BrowserFact]
    public async Task Shows_the_facts_of_each_event_newest_first()
    {
        await using var console = await stage.OpenAsync("?source=chargily");
        await Expect(console.Rows).ToHaveCountAsync(50);
        Assert.Equal(stage.Seeds.Of("chargily").Take(50).Select(record => record.Id), await console.IdsAsync());
        Assert.Equal(
            ["Event", "Amount", "Resource", "Status", "Source", "Seen", "Attempts", "Received"],
            await console["table.events th"].AllTextContentsAsync());

        var newest = stage.Seeds.Of("chargily").First();
        var row = console.Row(newest.Id);
        await Expect(row.Locator(".type")).ToHaveTextAsync(newest.Facts.Type);
        await Expect(row.Locator(".event .sub")).ToHaveTextAsync(newest.Facts.ProviderType!);
        await Expect(row.Locator(".amount-value"))
            .ToHaveTextAsync(newest.Facts.Amount!.Value!.Value.ToString("N2", System.Globalization.CultureInfo.InvariantCulture));
        await Expect(row.Locator(".currency")).ToHaveTextAsync("DZD");
        await Expect(row.Locator("td.source")).ToHaveTextAsync("chargily");
        await Expect(row.Locator(".resource code")).ToHaveAttributeAsync("title", newest.Facts.Resource.Id!);
        await Expect(row.Locator("td.count").First).ToContainTextAsync($"{newest.Deliveries}×");
        await Expect(row.Locator(".received time").First)
            .ToHaveAttributeAsync("title", $"{newest.ReceivedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        // The browser is in Singapore.
        await Expect(row.Locator(".received time").First).ToContainTextAsync($"{newest.ReceivedAt.UtcDateTime.AddHours(8):HH:mm:ss}");
        await Expect(row.Locator(".received time").Last).ToHaveTextAsync(Patterns.Ago());
    }

    [BrowserFact]
    public async Task Pages_by_cursor_and_the_back_button_leads_back()
    {
        await using var console = await stage.OpenAsync("?source=portone");
        var expected = stage.Seeds.Of("portone").Select(record => record.Id).ToArray();
        await Expect(console.Row(expected[49])).ToBeVisibleAsync();

        await console["a:has-text('Older')"].ClickAsync();
        await Expect(console.Row(expected[50])).ToBeVisibleAsync();
        Assert.Equal(expected[50..100], await console.IdsAsync());
        Assert.Contains("cursor=", console.Query, StringComparison.Ordinal);
        Assert.Contains("source=portone", console.Query, StringComparison.Ordinal);

        await console["a:has-text('Older')"].ClickAsync();
        await Expect(console.Row(expected[100])).ToBeVisibleAsync();

        await console.Page.GoBackAsync();
        await Expect(console.Row(expected[50])).ToBeVisibleAsync();
        await console["a:has-text('Newest')"].ClickAsync();
        await Expect(console.Row(expected[0])).ToBeVisibleAsync();
        Assert.Equal("?source=portone", console.Query);
    }

    [BrowserFact]
    public async Task Filters_are_in_the_address_and_combine()
    {
        await using var console = await stage.OpenAsync();
        await Expect(console.Rows.First).ToBeVisibleAsync();
        await console.ChooseAsync("source", "chargily");
        await console.ChooseAsync("type", "payment.failed");
        await console.ChooseAsync("status", "completed");
        await console["#range"].SelectOptionAsync("7d");
        await console.Page.WaitForURLAsync("**/?source=chargily&type=payment.failed&status=completed&range=7d");

        var since = TimeProvider.System.GetUtcNow().AddDays(-7);
        var expected = stage.Seeds.Of("chargily")
            .Where(record => record.Facts.Type == "payment.failed" && record.Status == EventStatus.Completed && record.ReceivedAt >= since)
            .Take(50).Select(record => record.Id).ToArray();
        await Expect(console.Row(expected[0])).ToBeVisibleAsync();
        Assert.Equal(expected, await console.IdsAsync());

        // A link shows the same view.
        await using var other = await stage.OpenAsync(console.Query);
        await Expect(other.Row(expected[0])).ToBeVisibleAsync();
        Assert.Equal(expected, await other.IdsAsync());
        await Expect(other["#type summary"]).ToHaveTextAsync("Type: payment.failed");
        await Expect(other["#range"]).ToHaveValueAsync("7d");

        // Back takes one filter off after the other.
        await console.Page.GoBackAsync();
        await Expect(console["#range"]).ToHaveValueAsync("");
        await Expect(console["#status summary"]).ToHaveTextAsync("Status: Completed");
        await console.Page.GoForwardAsync();
        await Expect(console["#range"]).ToHaveValueAsync("7d");
        await console["text=Clear filters"].ClickAsync();
        await Expect(console["#source summary"]).ToHaveTextAsync("Source: Any source");
        Assert.Equal("", console.Query);
    }

    [BrowserFact]
    public async Task A_filter_takes_several_values()
    {
        await using var console = await stage.OpenAsync("?source=portone");
        await Expect(console.Rows.First).ToBeVisibleAsync();
        await console.ChooseAsync("source", "gateway");
        await console.ChooseAsync("status", "dead");
        await console.ChooseAsync("status", "retrying");
        await console.Page.WaitForURLAsync("**/?source=gateway,portone&status=retrying,dead");
        await Expect(console["#status summary"]).ToHaveTextAsync("Status: Retrying, Dead letter");

        var expected = stage.Seeds.Of("portone").Concat(stage.Seeds.Of("gateway"))
            .Where(record => record.Status is EventStatus.Dead or EventStatus.Retrying).NewestFirst().Take(50)
            .Select(record => record.Id).ToArray();
        Assert.NotEmpty(expected);
        await Expect(console.Rows).ToHaveCountAsync(expected.Length);
        Assert.Equal(expected, await console.IdsAsync());

        // The keyboard opens and closes it, and a press elsewhere closes it, too.
        await console["#status summary"].PressAsync("Escape");
        await Expect(console["#status fieldset"]).ToBeHiddenAsync();
        await console["#status summary"].PressAsync("Enter");
        await console["#status input[value='dead']"].PressAsync("Space");
        await console.Page.WaitForURLAsync("**/?source=gateway,portone&status=retrying");
        await console["h1"].First.DispatchEventAsync("pointerdown");
        await Expect(console["#status fieldset"]).ToBeHiddenAsync();

        // A link may repeat the parameter instead.
        await console.Page.GotoAsync("/?status=dead&status=retrying&source=portone");
        await Expect(console["#status summary"]).ToHaveTextAsync("Status: Retrying, Dead letter");
    }

    [BrowserFact]
    public async Task Finds_events_by_a_part_of_an_id_or_of_an_error()
    {
        var record = stage.Seeds.Of("portone").First(one => one.Status == EventStatus.Dead);
        await using var console = await stage.OpenAsync($"?q={record.Id[..20]}");
        await Expect(console.Rows).ToHaveCountAsync(1);
        await Expect(console.Row(record.Id)).ToBeVisibleAsync();

        await console["#q"].FillAsync("nothing-has-this-in-it");
        await console["#q"].PressAsync("Enter");
        await Expect(console[".empty"]).ToContainTextAsync("No event matches");
    }

    [BrowserFact]
    public async Task A_time_span_is_chosen_in_local_time_and_kept_in_UTC()
    {
        // Not on the full minute: the browser's field leaves such seconds out, and Playwright takes that for a refusal.
        var seeds = stage.Seeds.Of("gateway").ToArray();
        var (from, to) = (seeds[400..].First(HasSeconds).ReceivedAt, seeds[380..].First(HasSeconds).ReceivedAt);
        await using var console = await stage.OpenAsync("?source=gateway");
        await console["#range"].SelectOptionAsync("between");
        await console["#since"].FillAsync($"{from.UtcDateTime.AddHours(8):yyyy-MM-ddTHH:mm:ss}");
        await console["#until"].FillAsync($"{to.UtcDateTime.AddHours(8):yyyy-MM-ddTHH:mm:ss}");
        await console["#until"].PressAsync("Enter");
        var (since, until) = (Whole(from), Whole(to));
        var expected = seeds.Where(record => record.ReceivedAt >= since && record.ReceivedAt < until).Select(record => record.Id).ToArray();
        Assert.InRange(expected.Length, 18, 23);
        await Expect(console.Rows).ToHaveCountAsync(expected.Length);
        Assert.Equal(expected, await console.IdsAsync());
        Assert.Contains(Uri.EscapeDataString($"{since.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}"), console.Query, StringComparison.Ordinal);

        static bool HasSeconds(EventRecord record) => record.ReceivedAt.Second != 0;

        static DateTimeOffset Whole(DateTimeOffset time) => new(time.Ticks - time.Ticks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
    }

    [BrowserTheory]
    [InlineData("event id")]
    [InlineData("provider's id")]
    [InlineData("resource id")]
    [InlineData("merchant reference")]
    public async Task Finds_an_event_by_its_ids(string which)
    {
        var record = stage.Seeds.Of("portone").Skip(2_000)
            .First(one => one.Facts.Resource.MerchantReference is not null && one.Facts.Resource.Id is not null);
        var id = which switch
        {
            "event id" => record.Id,
            "provider's id" =>
                (record = stage.Seeds.Of("chargily").Skip(3_000)
                .First(one => one.Facts.ProviderEventId is not null)).Facts.ProviderEventId!,
            "resource id" => record.Facts.Resource.Id!,
            _ => record.Facts.Resource.MerchantReference!,
        };
        await using var console = await stage.OpenAsync();
        await console["#q"].FillAsync($" {id} ");
        await console["#q"].PressAsync("Enter");
        await Expect(console.Rows).ToHaveCountAsync(1);
        await Expect(console.Row(record.Id)).ToBeVisibleAsync();
        Assert.Equal($"?q={Uri.EscapeDataString(id)}", console.Query);
    }

    [BrowserFact]
    public async Task Says_what_to_do_when_nothing_matches()
    {
        await using var console = await stage.OpenAsync("?q=evt_aaaaaaaaaaaaaaaaaaaaaaaaaa");
        await Expect(console["text=No event matches"]).ToBeVisibleAsync();
        await console[".empty button"].ClickAsync();
        await Expect(console.Rows.First).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Says_what_is_wrong_with_an_address_and_recovers()
    {
        await using var console =
            await ConsolePage.OpenAsync(stage.Browser, stage.Address, "?cursor=nonsense", 1280, 900, ColorScheme.Light, 400);
        await Expect(console["[role=alert]:has-text('The events could not be loaded')"]).ToBeVisibleAsync();
        await console["#nav a:has-text('Events')"].ClickAsync();
        await Expect(console.Rows.First).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Dead_letters_are_on_every_view_and_lead_to_their_list()
    {
        foreach (var query in new[] { "", "?view=rejected", "?view=overview", $"?event={stage.Seeds.FirstDead.Id}" })
        {
            await using var console = await stage.OpenAsync(query);
            // The overview has a card instead of the banner.
            var place = query == "?view=overview" ? ".figure.bad" : ".banner.dead";
            await Expect(console[place]).ToContainTextAsync("dead letters", new() { IgnoreCase = true });
            await console[$"{place} a:text-matches('^show', 'i')"].ClickAsync();
            await Expect(console.Row(stage.Seeds.FirstDead.Id)).ToBeVisibleAsync();
            Assert.Equal("?status=dead", console.Query);
        }
    }
}
