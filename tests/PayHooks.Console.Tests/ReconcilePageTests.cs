using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using PayHooks.Cli.Server;
using PayHooks.Tests.Providers.Api;
using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

/// <summary>What the console shows of reconciliation, on a server whose source has the API of a provider on this machine.</summary>
[Collection(StageTests.Name)]
public sealed class ReconcilePageTests(Stage stage)
{
    [BrowserFact]
    public async Task A_source_is_reconciled_with_the_keyboard_first_dry_and_then_for_real()
    {
        await using var provider = await StartProviderAsync();
        await using var server = await StartAsync(provider);
        await using var console = await OpenAsync(server);
        var keyboard = console.Page.Keyboard;
        await Expect(console[".reconcile .card"]).ToContainTextAsync("No run yet.");
        await Expect(console[".reconcile .card"]).ToContainTextAsync("only on request");

        await console["select[aria-label='Window: shop_dz']"].SelectOptionAsync("Last day");
        await console["button[aria-label='Dry run: shop_dz']"].FocusAsync();
        await keyboard.PressAsync("Enter");
        await Expect(console[".toasts"]).ToContainTextAsync("Dry run: 2 items checked, 1 missed");
        await Expect(console[".tally div:has(dt:text-is('Missed')) dd"]).ToHaveTextAsync("1");
        await Expect(console["details[open] summary"]).ToHaveTextAsync("Missed: no webhook arrived");
        await Expect(console["details[open] li"]).ToContainTextAsync("checkout.paid 01hj0p5s3ygy2mx1czg2wzcc4x");
        await Expect(console["li a:text-is('the event')"]).ToHaveCountAsync(0);
        await Expect(console["details:not([open]) summary"]).ToHaveTextAsync("Pending: the webhook may still arrive");
        await Expect(console["button[aria-label='Dry run: shop_dz']"]).ToBeFocusedAsync();

        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Enter");
        await Expect(console["dialog[open]"]).ToContainTextAsync("Reconcile this source?");
        await keyboard.PressAsync("Enter");
        await Expect(console["summary:text-is('Earlier runs (1)')"]).ToBeVisibleAsync();
        await Expect(console[".toasts"]).ToContainTextAsync("2 items checked, 1 missed");

        // Its payment and its event are known now.
        await Expect(console["li a:text-is('the event')"]).ToHaveCountAsync(1);
        await console["details[open] li a"].First.ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("Payment 01hj0p5s3ygy2mx1czg2wzcc4x");
        await keyboard.PressAsync("Escape");
        await Expect(console["h1"]).ToHaveTextAsync("Reconciliation");
        await Expect(console["#nav a[aria-current]"]).ToHaveTextAsync("Reconciliation");
    }

    [BrowserFact]
    public async Task What_a_person_has_opened_or_closed_stays_so_when_the_view_refreshes()
    {
        await using var provider = await StartProviderAsync();
        await using var server = await StartAsync(provider);
        await using var console = await OpenAsync(server);
        await console["select[aria-label='Window: shop_dz']"].SelectOptionAsync("Last day");
        await console["button[aria-label='Dry run: shop_dz']"].ClickAsync();
        await console["details[open] summary:text('Missed')"].ClickAsync();
        await console["details:not([open]) summary:text('Pending')"].ClickAsync();

        await console["button[aria-label='Dry run: shop_dz']"].ClickAsync();

        await Expect(console["summary:text-is('Earlier runs (1)')"]).ToBeVisibleAsync();
        await Expect(console["details:not([open]) summary:text('Missed')"]).ToBeVisibleAsync();
        await Expect(console["details[open] summary:text('Pending')"]).ToBeVisibleAsync();
        await Expect(console["details:not([open]) summary:text('Earlier')"]).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_view_that_could_not_be_read_says_so_until_it_can()
    {
        await using var provider = await StartProviderAsync();
        await using var server = await StartAsync(provider);
        await using var console = await OpenAsync(server);
        await Expect(console[".view-head p"]).ToContainTextAsync("What providers’ APIs report");
        console.Expected.Add(503);
        await console.Page.RouteAsync("**/api/reconcile", route => route.FulfillAsync(new RouteFulfillOptions
        {
            Status = 503,
            Body = """{"detail":"The store did not answer."}""",
        }));
        await console["button[aria-label='Dry run: shop_dz']"].ClickAsync();
        await Expect(console[".view-head p"]).ToHaveTextAsync("The store did not answer.");

        await console.Page.UnrouteAsync("**/api/reconcile");
        await console["button[aria-label='Dry run: shop_dz']"].ClickAsync();
        await Expect(console[".view-head p"]).ToContainTextAsync("What providers’ APIs report");
    }

    [BrowserFact]
    public async Task A_view_that_was_left_asks_for_nothing_more_when_its_run_ends()
    {
        var release = new TaskCompletionSource();
        await using var provider = await FakeApi.StartAsync(async (_, context) =>
        {
            await release.Task;
            await FakeApi.WriteAsync(context, """{"current_page":1,"last_page":1,"total":0,"next_page_url":null,"data":[]}""");
        });
        await using var server = await StartAsync(provider);
        await using var console = await OpenAsync(server);
        await console["select[aria-label='Window: shop_dz']"].SelectOptionAsync("Last day");
        await console["button[aria-label='Dry run: shop_dz']"].ClickAsync();
        await Expect(console[".reconcile .card"]).ToContainTextAsync("running");
        await console["#nav a:text-is('Events')"].ClickAsync();
        await Expect(console["#nav a[aria-current]"]).ToHaveTextAsync("Events");
        var asked = 0;
        console.Page.Request += (_, request) => asked += request.Url.EndsWith("/api/reconcile", StringComparison.Ordinal) ? 1 : 0;

        release.SetResult();

        // The view would ask in the same moment.
        await Expect(console[".toasts"]).ToContainTextAsync("0 items checked");
        await console.Page.EvaluateAsync("() => fetch('api/host')");
        Assert.Equal(0, asked);
    }

    [BrowserFact]
    public async Task A_run_that_fails_says_why()
    {
        await using var provider = await FakeApi.StartAsync((_, context) => FakeApi.WriteAsync(context, "{}", 401));
        await using var server = await StartAsync(provider);
        await using var console = await OpenAsync(server);

        await console["select[aria-label='Window: shop_dz']"].SelectOptionAsync("Last week");
        await console["button[aria-label='Dry run: shop_dz']"].ClickAsync();

        await Expect(console[".toasts"]).ToContainTextAsync("The run did not finish. The API of chargily refused the key");
        await Expect(console[".payment-flag[role=alert]"]).ToContainTextAsync("PayHooks__Sources__shop_dz__Api__Key");
        await Expect(console["dt:text-is('No request before')"]).ToBeVisibleAsync();
    }

    [BrowserTheory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task The_page_is_readable_and_fits(int width, ColorScheme scheme)
    {
        await using var provider = await StartProviderAsync();
        await using var server = await StartAsync(provider);
        await using var console = await OpenAsync(server, width, scheme);
        await console["select[aria-label='Window: shop_dz']"].SelectOptionAsync("Last three days");
        for (var run = 0; run < 2; run++)
        {
            await console["button[aria-label='Dry run: shop_dz']"].ClickAsync();
            await Expect(console["details summary"]).ToHaveCountAsync(2 + run);
        }

        await console.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(one => { one.open = true; })");
        if (Environment.GetEnvironmentVariable("PAYHOOKS_LOOK") is { } folder)
        {
            var file = Path.Combine(folder, $"reconcile-{width}.png");
            await console.Page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true });
        }

        await Expect(console["#nav a"]).ToHaveCountAsync(9);
        Assert.All(await console["#nav a"].EvaluateAllAsync<int[]>("links => links.map(one => one.getClientRects()[0].height)"),
            height => Assert.InRange(height, 20, 57));
        var needed = await console.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        Assert.True(needed <= width, $"The page is {needed} wide.");
        await Expect(console[".toast"]).ToHaveCountAsync(0, new LocatorAssertionsToHaveCountOptions { Timeout = 15_000 });
        var results = await console.Page.RunAxe();
        Assert.True(results.Violations.Length == 0, string.Join('\n', results.Violations.SelectMany(
            violation => violation.Nodes.Select(node => $"{violation.Id}: {violation.Help}: {node.Html}"))));
    }

    // One checkout whose webhook never came, and one that is young.
    private static Task<FakeApi> StartProviderAsync() => FakeApi.StartAsync(_ =>
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return $$"""
            {"livemode":false,"current_page":1,"last_page":1,"per_page":50,"total":2,"next_page_url":null,"data":[
              {"id":"01hj0p5s3ygy2mx1czg2wzcc4y","entity":"checkout","livemode":false,"amount":1200,"currency":"dzd","status":"paid",
                "created_at":{{now - 300}},"updated_at":{{now - 290}}},
              {"id":"01hj0p5s3ygy2mx1czg2wzcc4x","entity":"checkout","livemode":false,"amount":2500,"currency":"dzd","status":"paid",
                "created_at":{{now - 3600}},"updated_at":{{now - 3500}}}]}
            """;
    });

    private Task<LocalServer> StartAsync(FakeApi provider) => stage.StartServerAsync(
        $"reconcile-{Guid.NewGuid():N}",
        new("PayHooks:Sources:shop_dz:Provider", "chargily"), new("PayHooks:Sources:shop_dz:Secrets:0", Stage.ChargilySecret),
        new("PayHooks:Sources:shop_dz:Api:Key", "webhook-secret"), new("PayHooks:Sources:shop_dz:Api:Every", "00:00:00"),
        new("PayHooks:Sources:shop_dz:Api:BaseUrl", provider.Url.AbsoluteUri));

    private Task<ConsolePage> OpenAsync(LocalServer server, int width = 1280, ColorScheme scheme = ColorScheme.Light) =>
        ConsolePage.OpenAsync(stage.Browser, server.BaseAddress, "?view=reconcile", width, 800, scheme);
}
