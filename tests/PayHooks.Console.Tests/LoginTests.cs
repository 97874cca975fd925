using Microsoft.Playwright;
using PayHooks.Tests.Server;
using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

[Collection(StageTests.Name)]
public sealed class LoginTests(Stage stage)
{
    private const string Key = "the-right-key-0123";
    private const string SignInPath = "/.auth/login/aad?post_login_redirect_uri=/console";

    [BrowserFact]
    public async Task Asks_for_the_key_keeps_it_for_the_tab_and_forgets_it()
    {
        await using var server = await RunningServer.StartAsync(new() { ["PayHooks:AdminKey"] = Key });
        await using var console = await OpenAsync(server);
        await Expect(console["#key"]).ToBeFocusedAsync();
        await console["#key"].FillAsync("the-wrong-key");
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console["[role=alert]"]).ToContainTextAsync("refused this key");
        await console["#key"].FillAsync("schlüssel-mit-ü");
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console["[role=alert]"]).ToContainTextAsync("refused this key");

        await console["#key"].FillAsync(Key);
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console["text=No events yet"]).ToBeVisibleAsync();
        await Expect(console["#live"]).ToHaveTextAsync("Live");
        Assert.DoesNotContain(Key, console.Page.Url, StringComparison.Ordinal);
        Assert.Empty(await console.Page.Context.CookiesAsync());

        // The stream carries the key too.
        using var delivered = await server.DeliverAsync();
        await Expect(console.Rows).ToHaveCountAsync(1);

        await console.Page.ReloadAsync();
        await Expect(console.Rows).ToHaveCountAsync(1);
        await console.Rows.First.ClickAsync();
        await Expect(console[".reproduce pre"].First).ToContainTextAsync("-H \"x-functions-key: $PAYHOOKS_KEY\"");
        Assert.DoesNotContain(Key, await console["main"].InnerTextAsync(), StringComparison.Ordinal);

        await console["#forget"].ClickAsync();
        await Expect(console["#key"]).ToBeVisibleAsync();
        Assert.Equal(0, await console.Page.EvaluateAsync<int>("() => sessionStorage.length + localStorage.length"));
    }

    [BrowserFact]
    public async Task Where_people_sign_in_the_login_page_leads_there()
    {
        await using var server = await RunningServer.StartAsync(new() { ["PayHooks:AdminKey"] = Key });
        await using var console = await OpenAsync(server);
        await Expect(console["h1"]).ToHaveTextAsync("This server asks for a key");
        await Expect(console[".login a"]).ToHaveCountAsync(0);

        await AnswerAsync("https://elsewhere.example/");
        await Expect(console["h1"]).ToHaveTextAsync("Sign in");
        await Expect(console[".login a"]).ToHaveCountAsync(0);

        await AnswerAsync(SignInPath);
        await Expect(console[".login a"]).ToHaveAttributeAsync("href", SignInPath);

        async Task AnswerAsync(string signIn)
        {
            await console.Page.RouteAsync("**/api/host", route => route.FulfillAsync(new RouteFulfillOptions
            {
                Status = 401,
                ContentType = "application/problem+json",
                Body = $$"""{ "status": 401, "detail": "Sign in with Entra ID.", "signIn": "{{signIn}}" }""",
            }));
            await console.Page.ReloadAsync();
        }
    }

    [BrowserFact]
    public async Task A_link_leads_where_it_should_after_the_login()
    {
        await using var server = await RunningServer.StartAsync(new() { ["PayHooks:AdminKey"] = Key });
        await using var console = await OpenAsync(server, "?view=overview");
        await console["#key"].FillAsync(Key);
        await console["button:has-text('Open the console')"].ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("Overview");
        await Expect(console[".banner"]).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task An_empty_store_says_what_to_do_next()
    {
        await using var server = await RunningServer.StartAsync();
        await using var console = await OpenAsync(server);
        await Expect(console["text=No events yet"]).ToBeVisibleAsync();
        await Expect(console[".command"]).ToHaveCountAsync(2);
        var commands = await console[".command pre"].AllTextContentsAsync();
        Assert.Equal($"{server.Server.BaseAddress}webhooks/shop", commands[0]);

        // The command is exact: it sends an event, which appears.
        var words = commands[1].Split(' ');
        Assert.Equal("payhooks", words[0]);
        var sent = await PayHooks.Tests.Cli.ToolRun.Of([.. words[1..], "--secret", RunningServer.Secret]);
        Assert.True(sent.ExitCode == 0, sent.Error);
        await Expect(console.Rows).ToHaveCountAsync(1);
    }

    private Task<ConsolePage> OpenAsync(RunningServer server, string query = "") =>
        ConsolePage.OpenAsync(stage.Browser, server.Server.BaseAddress, query, 1280, 900, ColorScheme.Light, 401);
}
