using System.Diagnostics;
using System.Text;
using PayHooks.Storage;
using PayHooks.Tests.Cli;
using PayHooks.Tests.Support;
using PayHooks.Verification;
using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

[Collection(StageTests.Name)]
public sealed class EventPageTests(Stage stage)
{
    [BrowserFact]
    public async Task Shows_the_facts_and_the_timeline()
    {
        const string body = """{"id":"told","event":"payment.completed","data":{"id":"pay-7","amount":12.50,"currency":"EUR"}}""";
        await stage.Sender.DeliverAsync("timeline", body);
        await stage.Sender.DeliverAsync("timeline", body);
        await stage.Sender.DeliverAsync("timeline", body.Replace("12.50", "99.99", StringComparison.Ordinal));
        await using var console = await stage.OpenAsync($"?event={Sender.EventId("timeline", "told")}");
        await Expect(console["h1"]).ToHaveTextAsync("payment.succeeded");
        await Expect(console[".headline .status"]).ToHaveTextAsync("Completed");
        await Expect(console[".headline .amount"]).ToHaveTextAsync("12.50 EUR");
        await Expect(console[".to-payment"]).ToHaveTextAsync("Payment pay-7");
        await Expect(console[".facts dt:text-is('Resource'), .facts dt:text-is('Verification')"]).ToHaveCountAsync(0);

        var entries = console[".timeline li"];
        await Expect(entries.Filter(new() { HasText = "Delivered" })).ToHaveCountAsync(3);
        await Expect(entries.Filter(new() { HasText = "Delivered again" })).ToHaveCountAsync(2);
        await Expect(entries.Filter(new() { HasText = "another body than the first" })).ToHaveCountAsync(1);
        await Expect(entries.Filter(new() { HasText = "signature verified" }).First).ToBeVisibleAsync();
        await Expect(entries.Filter(new() { HasText = "Attempt 1 succeeded" })).ToContainTextAsync(Patterns.HandlerRan());
        await Expect(entries.Filter(new() { HasText = "Completed" })).ToHaveCountAsync(1);
        await Expect(console[".timeline .card-head"]).ToContainTextAsync("3 deliveries, 1 with another body");
    }

    [BrowserFact]
    public async Task Shows_when_the_next_attempt_is()
    {
        var retrying = stage.Seeds.Records.First(record => record.Status == EventStatus.Retrying);
        await using var console = await stage.OpenAsync($"?event={retrying.Id}");
        await Expect(console[".timeline .bad"]).ToContainTextAsync("Attempt 1 timed out");
        await Expect(console[".timeline .next"]).ToContainTextAsync("Next attempt");
        await Expect(console[".timeline .next time"].Last).ToHaveTextAsync("in 1 h");
    }

    [BrowserFact]
    public async Task Shows_the_errors_and_the_end_as_they_come()
    {
        await stage.Sender.DeliverAsync("broken", Sender.Body("fails"));
        await using var console = await stage.OpenAsync($"?event={Sender.EventId("broken", "fails")}");
        await Expect(console[".last-error"]).ToContainTextAsync("The warehouse answered <b>502</b> Bad Gateway.");
        await Expect(console[".headline .status"]).ToHaveTextAsync("Dead letter");
        await Expect(console[".timeline li"].Filter(new() { HasText = "Attempt 2 failed" })).ToContainTextAsync("with the last error");
        await Expect(console[".timeline .error"]).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Shows_the_payload_as_a_tree_and_copies_it_without_changing_a_number()
    {
        const string body = """{"id":"copied","event":"payment.completed","data":{"id":"p","amount":12.50,"big":12345678901234567890.10,"tiny":1E-7,"twice":1,"twice":2,"deep":[{"a":[{"b":{"c":"end"}}]}],"none":null}}""";
        await stage.Sender.DeliverAsync("copied", body);
        await using var console = await stage.OpenAsync($"?event={Sender.EventId("copied", "copied")}");
        var tree = console[".tree"];
        await Expect(tree).ToContainTextAsync("12345678901234567890.10");
        await Expect(tree.Locator(".number").Filter(new() { HasText = "12.50" })).ToBeVisibleAsync();
        await Expect(tree.Locator(".key", new() { HasText = "twice" })).ToHaveCountAsync(2);

        await Expect(tree.Locator("text=\"end\"")).ToBeHiddenAsync();
        await console["text=Open all"].ClickAsync();
        await Expect(tree.GetByText("\"end\"")).ToBeVisibleAsync();
        await console["text=Close all"].ClickAsync();
        await Expect(tree.GetByText("12.50")).ToBeHiddenAsync();

        await console["[aria-label='Copy JSON']"].ClickAsync();
        await Expect(console[".toast"]).ToHaveTextAsync("JSON copied");
        Assert.Equal(body, Patterns.Indentation().Replace(await console.ClipboardAsync(), ""));
    }

    [BrowserFact]
    public async Task Shows_the_bytes_as_text_and_as_hexadecimal_and_downloads_them()
    {
        const string body = "{ \"id\": \"raw\",\r\n\t\"event\": \"payment.completed\", \"data\": { \"note\": \"Größe\" } }";
        await stage.Sender.DeliverAsync("raw", body);
        var id = Sender.EventId("raw", "raw");
        await using var console = await stage.OpenAsync($"?event={id}");
        await console["role=tab[name=Text]"].ClickAsync();
        await Expect(console[".raw"]).ToContainTextAsync("\"note\": \"Größe\"");
        await console.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(console["role=tab[name=Bytes]"]).ToBeFocusedAsync();
        await Expect(console[".raw"]).ToContainTextAsync("000000  7b 20 22 69 64 22 3a 20  22 72 61 77 22 2c 0d 0a  { \"id\": \"raw\",··");
        await Expect(console[".raw"]).ToContainTextAsync("c3 b6");

        var download = await console.Page.RunAndWaitForDownloadAsync(() => console["text=Download"].ClickAsync());
        Assert.Equal($"{id}.bin", download.SuggestedFilename);
        Assert.Equal(Encoding.UTF8.GetBytes(body), await File.ReadAllBytesAsync(await download.PathAsync()));
    }

    [BrowserFact]
    public async Task The_commands_that_reproduce_it_work()
    {
        using var folder = new TemporaryFolder();
        var record = stage.Seeds.Of("chargily").First(one => one.Deliveries == 1);
        await using var console = await stage.OpenAsync($"?event={record.Id}");
        await Expect(console[".reproduce pre"]).ToHaveCountAsync(3);
        var commands = await console[".reproduce pre"].AllTextContentsAsync();

        await RunAsync(commands[0], folder.Path);
        var file = folder.File($"{record.Id}.json");
        Assert.Equal(record.BodyHash, EventIds.BodyHash(await File.ReadAllBytesAsync(file)));

        // The shell asks the tool for the headers; here the tool answers from this process.
        var sign = Patterns.ShellCommand().Match(commands[1]);
        var signed =
            await ToolRun.Of(
            [.. sign.Groups["command"].Value.Replace($"{record.Id}.json", file, StringComparison.Ordinal).Split(' ')[1..], "--secret",
            Stage.ChargilySecret]);
        Assert.Equal(0, signed.ExitCode);
        Assert.Contains("200 OK",
            await RunAsync(commands[1].Replace(sign.Value, $"echo '{signed.Output.Trim()}' |", StringComparison.Ordinal), folder.Path),
            StringComparison.Ordinal);
        await Expect(console[".timeline .card-head"]).ToContainTextAsync("2 deliveries");

        var send = commands[2].Replace($"{record.Id}.json", file, StringComparison.Ordinal).Split(' ');
        Assert.Equal("payhooks", send[0]);
        var sent = await ToolRun.Of([.. send[1..], "--secret", Stage.ChargilySecret]);
        Assert.True(sent.ExitCode == 0, sent.Error);
        await Expect(console[".timeline .card-head"]).ToContainTextAsync("3 deliveries");
    }

    [BrowserFact]
    public async Task Shows_a_form_as_the_text_that_it_is_and_which_secret_it_matched()
    {
        const string body = "event=invoice.paid&invoice=in_7&amount=12.50&currency=EUR&note=paid%20in+full";
        await stage.Sender.DeliverAsync("forms", body, Stage.NextSecret);
        await using var console = await stage.OpenAsync("?source=forms&type=invoice.paid");
        await Expect(console.Rows).ToHaveCountAsync(1);
        await Expect(console["#type summary"]).ToContainTextAsync("invoice.paid");
        await Expect(console.Rows.First.Locator(".amount-value")).ToHaveTextAsync("12.50");

        await console.Rows.First.Locator("a.type").ClickAsync();
        await Expect(console["h1"]).ToHaveTextAsync("invoice.paid");
        await Expect(console[".facts dt:text-is('Provider') + dd"]).ToHaveTextAsync("custom");
        await Expect(console[".timeline li"].Filter(new() { HasText = "Delivered" })).ToContainTextAsync("signature verified, secret 1");
        await Expect(console[".payload .raw"]).ToHaveTextAsync(body);
        await Expect(console["role=tab[name=Tree]"]).ToHaveCountAsync(0);

        // A form is what curl says by itself.
        var commands = await console[".reproduce pre"].AllTextContentsAsync();
        Assert.StartsWith("payhooks sign custom --scheme \"$SCHEME\" --body evt_", commands[1], StringComparison.Ordinal);
        Assert.Contains("-H @- --data-binary @evt_", commands[1], StringComparison.Ordinal);
        Assert.Contains("payhooks send custom --scheme \"$SCHEME\" --source forms", commands[2], StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task An_event_of_a_batch_is_one_of_its_own()
    {
        await stage.Sender.DeliverAsync("batches",
            """{"events":[{"id":"b1","type":"dispute.opened","amount":7.10},{"id":"b2","type":"payout.failed","amount":8.20},{"id":"b3","type":"subscription.canceled"}]}""");
        await using var console = await stage.OpenAsync("?source=batches");
        await Expect(console.Rows).ToHaveCountAsync(3);
        foreach (var (id, type) in new[] { ("b1", "dispute.opened"), ("b2", "payout.failed"), ("b3", "subscription.canceled") })
        {
            await Expect(console.Row(Sender.EventId("batches", id, type)).Locator(".type")).ToHaveTextAsync(type);
        }

        await console.ChooseAsync("type", "payout.failed");
        await Expect(console.Rows).ToHaveCountAsync(1);
        await console.Row(Sender.EventId("batches", "b2", "payout.failed")).Locator("a.type").ClickAsync();
        await Expect(console[".headline .amount"]).ToHaveTextAsync("8.20");
        await Expect(console[".tree"]).ToContainTextAsync("payout.failed");
        await Expect(console[".tree"]).Not.ToContainTextAsync("dispute.opened");
        await Expect(console[".timeline .card-head"]).ToContainTextAsync("1 delivery");
    }

    [BrowserFact]
    public async Task Long_ids_are_shortened_and_copied_whole()
    {
        var record = stage.Seeds.Of("chargily").Skip(9).First();
        await using var console = await stage.OpenAsync($"?event={record.Id}");
        var fact = console[".facts dt:text-is('Provider’s id') + dd"];
        await Expect(fact.Locator("code")).ToHaveTextAsync(Patterns.Shortened());
        await fact.Locator("button").ClickAsync();
        await Expect(console[".toast"]).ToHaveTextAsync("Provider’s id copied");
        Assert.Equal(record.Facts.ProviderEventId, await console.ClipboardAsync());

        await console["button[aria-label='Copy payment id']"].ClickAsync();
        await Expect(console[".toast"].Last).ToHaveTextAsync("Payment id copied");
        Assert.Equal(record.Facts.Resource.Id, await console.ClipboardAsync());
    }

    [BrowserFact]
    public async Task Says_so_when_there_is_no_such_event()
    {
        await using var console = await ConsolePage.OpenAsync(
            stage.Browser, stage.Address, "?event=evt_aaaaaaaaaaaaaaaaaaaaaaaaaa", 1280, 900, Microsoft.Playwright.ColorScheme.Light, 404);
        await Expect(console["h1"]).ToHaveTextAsync("No event has this id");
    }

    private static async Task<string> RunAsync(string command, string folder)
    {
        using var shell =
            Process.Start(
            new ProcessStartInfo("bash",
            ["-c", command])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = folder
            })!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, $"{command}\n{error}");
        return await output;
    }
}
