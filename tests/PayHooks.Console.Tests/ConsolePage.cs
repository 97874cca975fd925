using Microsoft.Playwright;

namespace PayHooks.Console.Tests;

/// <summary>
/// A page of the console. Whatever a test does, in the end the page has reported no error and no breach of its policy, has opened
/// no dialog of the browser, has asked nobody but its own server, and no text of an event has run.
/// </summary>
internal sealed class ConsolePage : IAsyncDisposable
{
    private readonly List<string> troubles = [];
    private readonly IBrowserContext context;
    private readonly Uri address;

    private ConsolePage(IBrowserContext context, IPage page, Uri address)
    {
        (this.context, Page, this.address) = (context, page, address);
        page.Console += (_, message) => Report(message.Type is "error" or "warning", $"console {message.Type}: {message.Text}");
        page.PageError += (_, error) => Report(true, $"script error: {error}");
        page.Dialog += (_, dialog) =>
        {
            Report(true, $"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.Request += (_, request) => Report(!IsOwn(request.Url), $"request to {request.Url}");
    }

    public IPage Page { get; }

    /// <summary>Statuses of answers that a test provokes, which the browser reports as errors.</summary>
    public HashSet<int> Expected { get; } = [];

    /// <summary>Whether a test takes the server away, which the browser reports too.</summary>
    public bool ExpectDisconnection { get; set; }

    public ILocator Rows => Page.Locator("table.events tbody tr");

    public ILocator this[string selector] => Page.Locator(selector);

    public static async Task<ConsolePage> OpenAsync(IBrowser browser, Uri server, string query, int width, int height, ColorScheme scheme,
        params int[] expected)
    {
        var profile = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            BaseURL = server.ToString(),
            Permissions = ["clipboard-read", "clipboard-write"],
            TimezoneId = "Asia/Singapore",
            Locale = "en-GB",
        });
        profile.SetDefaultTimeout(15_000);
        var page = new ConsolePage(profile, await profile.NewPageAsync(), server);
        page.Expected.UnionWith(expected);
        await page.Page.GotoAsync($"/{query}");
        return page;
    }

    /// <summary>The id of each row, from the top.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync() =>
        await Rows.EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.id)");

    /// <summary>The row of an event.</summary>
    public ILocator Row(string id) => Page.Locator($"tr[data-id='{id}']");

    /// <summary>The query of the address.</summary>
    public string Query => new Uri(Page.Url).Query;

    /// <summary>Checks or unchecks a value of a filter with several values.</summary>
    public async Task ChooseAsync(string filter, string value, bool isChosen = true)
    {
        var choices = Page.Locator($"#{filter}");
        if (await choices.GetAttributeAsync("open") is null)
        {
            await choices.Locator("summary").ClickAsync();
        }

        await choices.Locator($"input[value='{value}']").SetCheckedAsync(isChosen);
    }

    public Task<string> ClipboardAsync() => Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");

    /// <summary>Waits until what the page says fits.</summary>
    public Task UntilAsync(string condition, object? argument = null) => Page.WaitForFunctionAsync(condition, argument);

    public async ValueTask DisposeAsync()
    {
        var hasRun = await Page.EvaluateAsync<bool>("() => 'pwned' in window");
        await context.DisposeAsync();
        Assert.False(hasRun, "Text of an event has run as a script.");
        Assert.True(troubles.Count == 0, string.Join('\n', troubles));
    }

    private void Report(bool isTrouble, string what)
    {
        var isExpected = Expected.Any(status => what.Contains($"status of {status}", StringComparison.Ordinal))
            || (ExpectDisconnection && what.Contains("net::ERR_", StringComparison.Ordinal));
        if (isTrouble && !isExpected)
        {
            troubles.Add(what);
        }
    }

    private bool IsOwn(string url) =>
        new Uri(url) is var asked && (asked.Scheme is "data" or "blob" || asked.Authority == address.Authority);
}
