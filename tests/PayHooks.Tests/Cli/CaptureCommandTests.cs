using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PayHooks.Cli.Commands;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Cli;

[Collection(ToolServerTests.Name)]
public sealed class CaptureCommandTests(ToolServer server)
{
    [Fact]
    public async Task Rejected_deliveries_are_shown_as_they_come_and_removed_at_the_end()
    {
        var reason = Guid.NewGuid().ToString();
        var shown = await CaptureAsync(["rotating", "--reason", reason], "the-end", () =>
            PostAsync("rotating", "{\"no\":\"\u001b[31mred\"}\n{\"second\":\t\"\u202ethe-end\"}"));

        Assert.Equal(0, shown.ExitCode);
        Assert.Matches(
            @"(?m)^--- [0-9-]+ [0-9:]+ UTC  401 signature_missing$", shown.Output);
        Assert.Contains("\nContent-Type: text/plain; charset=utf-8\n", shown.Output, StringComparison.Ordinal);
        Assert.Contains("\nX-Note: not a signature\n", shown.Output, StringComparison.Ordinal);
        Assert.Contains($"\nPOST {server.Url}/webhooks/rotating\n", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown.Output);
        Assert.Contains("bytes that are not text; --json", shown.Output, StringComparison.Ordinal);
        Assert.Contains("{\"second\":    \"?the-end\"}", shown.Output, StringComparison.Ordinal);
        Assert.Contains("The capture has ended with 2 deliveries", shown.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(
            (await server.RunAsync("capture", "--json")).Json["captures"]!.AsArray(), one => (string?)one!["reason"] == reason);

        var audit = await Eventually.Async(
            () => server.RunAsync("audit", "--limit", "1000", "--json"),
            run => Entries(run).Any(one => (string?)one["operation"] == "StopCapture" && (int?)one["status"] == 200));
        var started = Assert.Single(Entries(audit), one => (string?)one["reason"] == reason);
        Assert.Equal(("StartCapture", 201, "rotating"),
            ((string)started["operation"]!, (int)started["status"]!, (string)started["content"]!["source"]!));
        Assert.DoesNotContain("privateKey", audit.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task As_JSON_a_delivery_is_one_line()
    {
        var shown = await CaptureAsync(["broken", "--json"], "bodyIsCut", () => PostAsync("broken", "{\"n\":1}"));

        var delivery = JsonNode.Parse(Assert.Single(shown.Lines))!;
        Assert.Equal(
            (401, "signature_missing", "{\"n\":1}", false),
            ((int)delivery["status"]!, (string)delivery["reason"]!, (string)delivery["body"]!, (bool)delivery["bodyIsCut"]!));
        Assert.Contains(delivery["headers"]!.AsArray(), one => (string?)one!["name"] == "X-Note");
    }

    [Fact]
    public async Task A_capture_ends_after_its_time()
    {
        var run = await server.RunAsync("capture", "quiet", "--for", "1s");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("The capture has ended with 0 deliveries", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2h")]
    [InlineData("0s")]
    [InlineData("soon")]
    public async Task A_time_that_is_too_long_or_none_is_refused(string length)
    {
        var run = await server.RunAsync("capture", "quiet", "--for", length);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"--for: '{length}' is not a length of time from 1s to 60m.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_source_fails()
    {
        var run = await server.RunAsync("capture", "nobody");

        Assert.Equal((1, "payhooks: No source is named 'nobody'."), (run.ExitCode, run.Error.Trim()));
    }

    // Runs until the output has a text; the delivery is sent when the capture runs.
    private async Task<ToolRun> CaptureAsync(string[] args, string stopAt, Func<Task> sendAsync)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var output = new StoppingWriter(stop) { StopAt = stopAt };
        var running = ToolRun.Of(CaptureCommand.Create(), ["capture", .. args, "--server", server.Url], output, stop.Token);
        var listed = await Eventually.Async(
            () => server.RunAsync("capture", "--json"),
            run => run.Json["captures"]!.AsArray().Any(one => (string?)one!["source"] == args[0]));
        Assert.DoesNotContain("key", listed.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Its rejected deliveries are captured until", (await server.RunAsync("sources")).Output, StringComparison.Ordinal);
        await sendAsync();
        return await running;
    }

    private async Task PostAsync(string source, string bodies)
    {
        using var client = new HttpClient { BaseAddress = new Uri(server.Url) };
        foreach (var body in bodies.Split('\n'))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"webhooks/{source}?token=t")
            {
                Content = new StringContent(body, Encoding.UTF8, "text/plain"),
            };
            request.Headers.Add("X-Note", "not a signature");
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    private static JsonNode[] Entries(ToolRun audit) => [.. audit.Json["entries"]!.AsArray().Select(one => one!)];

    // Stops what writes to it when a text has come.
    private sealed class StoppingWriter(CancellationTokenSource stop) : StringWriter
    {
        public required string StopAt { get; init; }

        public override void Flush()
        {
            if (ToString().Contains(StopAt, StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }
    }
}
