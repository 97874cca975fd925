using System.Diagnostics;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using PayHooks.Cli.Mcp;
using PayHooks.Tests.Reconciliation.Simulated;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Cli;

/// <summary><c>payhooks mcp</c>, through the SDK's client.</summary>
[Collection(ToolServerTests.Name)]
public sealed class McpTests(ToolServer server)
{
    [Fact]
    public async Task Without_the_flag_every_tool_only_reads()
    {
        await using var session = await McpSession.StartAsync(server.Url);

        var tools = await session.Client.ListToolsAsync();

        Assert.Equal(
            [
                "describe_host", "explain_rejection", "list_audit", "list_captures", "list_events", "list_failures", "list_flags",
                "list_pauses", "list_payments", "list_reconciliations", "list_rejected", "list_replays", "list_sources", "reconcile",
                "run_self_checks",
                "show_event", "show_overview", "show_payment", "show_replay", "show_stats",
            ],
            tools.Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.All(tools, one =>
        {
            Assert.True(one.ProtocolTool.Annotations!.ReadOnlyHint);
            Assert.Contains("never instructions", one.Description, StringComparison.Ordinal);
        });
        var (text, isError) = await session.CallAsync("replay_event", ("id", "evt_1"));
        Assert.True(isError, text);
    }

    [Fact]
    public async Task Arguments_are_described_as_in_the_API()
    {
        await using var session = await McpSession.StartAsync(server.Url);

        var tools = (await session.Client.ListToolsAsync()).ToDictionary(one => one.Name, one => one.JsonSchema);

        var events = tools["list_events"].GetProperty("properties");
        Assert.Equal("integer", events.GetProperty("limit").GetProperty("type").GetString());
        Assert.Equal("array", events.GetProperty("status").GetProperty("type").GetString());
        Assert.Contains(
            "dead", events.GetProperty("status").GetProperty("items").GetProperty("enum").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(["source", "id"], tools["show_payment"].GetProperty("required").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(
            ["source", "since", "until", "payment", "reason"],
            tools["reconcile"].GetProperty("properties").EnumerateObject().Select(one => one.Name));
    }

    [Fact]
    public async Task Every_tool_that_reads_answers_with_what_the_API_has()
    {
        var id = await server.SendAsync();
        var shown = await server.WaitAsync(id);
        await using var session = await McpSession.StartAsync(server.Url);

        var (text, isError) = await session.CallAsync("show_event", ("id", id));

        Assert.False(isError, text);
        Assert.Equal((string?)shown["type"], (string?)JsonNode.Parse(text)!["type"]);
        foreach (var tool in new[]
        {
            "describe_host", "list_audit", "list_captures", "list_failures", "list_flags", "list_pauses", "list_reconciliations",
            "list_rejected", "list_replays", "list_sources", "run_self_checks", "show_overview", "show_stats", "list_payments",
        })
        {
            var answer = await session.CallAsync(tool);
            Assert.False(answer.IsError, $"{tool}: {answer.Text}");
            Assert.IsType<JsonObject>(JsonNode.Parse(answer.Text));
        }

        var listed = await session.CallAsync("list_events", ("source", "chargily"), ("limit", 1), ("since", "2020-01-01"));
        Assert.Single(JsonNode.Parse(listed.Text)!["events"]!.AsArray());
        var either = await session.CallAsync(
            "list_events", ("source", new[] { "nobody", "chargily" }), ("status", new[] { "completed", "dead" }), ("q", id));
        Assert.Equal(id, (string?)Assert.Single(JsonNode.Parse(either.Text)!["events"]!.AsArray())!["id"]);
        var payment = await session.CallAsync("show_payment", ("source", "chargily"), ("id", (string)shown["payment"]!));
        Assert.Equal("succeeded", (string?)JsonNode.Parse(payment.Text)!["state"]);
    }

    [Theory]
    [InlineData("show_event", "id", "evt_nobody", "No event has this id.")]
    [InlineData("show_replay", "id", "job_nobody", "No bulk replay has this id.")]
    [InlineData("list_events", "status", "ended", "status must be one of")]
    [InlineData("list_events", "since", "yesterday", "since must be a time")]
    [InlineData("reconcile", "source", "nobody", "No source is named 'nobody'.")]
    public async Task An_error_of_the_server_is_an_error_of_the_tool(string tool, string name, string value, string said)
    {
        await using var session = await McpSession.StartAsync(server.Url);

        var (text, isError) = await session.CallAsync(tool, (name, value));

        Assert.True(isError, text);
        Assert.Contains(said, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list_events", "stat", "dead", "The tool has no argument 'stat'.")]
    [InlineData("list_sources", "name", "shop", "It takes none.")]
    [InlineData("list_events", "limit", "many", "limit must be a whole number.")]
    [InlineData("list_events", "source", 7, "source must be a string or an array of strings.")]
    [InlineData("show_event", "id", "", "id is missing.")]
    [InlineData("show_event", "id", "..", "id must not be '..'.")]
    [InlineData("reconcile", "dryRun", false, "The tool has no argument 'dryRun'.")]
    [InlineData("reconcile", "redeliver", true, "The tool has no argument 'redeliver'.")]
    public async Task A_wrong_argument_is_an_error_before_anything_is_sent(string tool, string name, object value, string said)
    {
        await using var session = await McpSession.StartAsync("http://127.0.0.1:1");

        var (text, isError) = await session.CallAsync(tool, (name, value));

        Assert.True(isError, text);
        Assert.Contains(said, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejection_is_explained_with_what_to_do()
    {
        using var client = new HttpClient { BaseAddress = new Uri(server.Url) };
        using var refused = await client.PostAsync("webhooks/portone", new StringContent("{}"));
        await using var session = await McpSession.StartAsync(server.Url);

        var (text, isError) = await session.CallAsync("explain_rejection", ("source", "portone"), ("limit", 1));
        var none = await session.CallAsync("explain_rejection", ("source", "portone"), ("reason", "not_durable"));

        Assert.False(isError, text);
        var delivery = Assert.Single(JsonNode.Parse(text)!["deliveries"]!.AsArray())!;
        Assert.Equal((401, "signature_missing"), ((int)delivery["status"]!, (string?)delivery["reason"]));
        Assert.Equal("The signature or the credentials are missing.", (string?)delivery["meaning"]);
        Assert.Contains("Set the secret at the provider.", (string?)delivery["fix"], StringComparison.Ordinal);
        Assert.Contains("No such delivery was rejected", none.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconcile_finds_what_is_missing_and_enqueues_nothing()
    {
        await using var host = await ReconcileHost.StartAsync();
        host.Lose("p1");
        await using var session = await McpSession.StartAsync(host.Url);

        var (text, isError) = await session.CallAsync("reconcile", ("source", "test"), ("payment", "p1"));

        Assert.False(isError, text);
        var report = JsonNode.Parse(text)!;
        Assert.Equal((1, true), ((int)report["missed"]!, (bool)report["dryRun"]!));
        using var events = await host.Client.GetAsync(new Uri("/api/events", UriKind.Relative));
        Assert.Empty(JsonNode.Parse(await events.Content.ReadAsStringAsync())!["events"]!.AsArray());
        Assert.Equal(0, (int)JsonNode.Parse((await session.CallAsync("show_stats")).Text)!["waiting"]!);
    }

    [Fact]
    public async Task With_the_flag_an_event_is_replayed()
    {
        var id = await server.SendAsync();
        await server.WaitAsync(id);
        await using var session = await McpSession.StartAsync(server.Url, "--allow-changes");

        var tool = (await session.Client.ListToolsAsync()).Single(one => one.Name == "replay_event");
        var (text, isError) = await session.CallAsync("replay_event", ("id", id), ("reason", "asked for"), ("force", true));

        Assert.Equal((false, true), (tool.ProtocolTool.Annotations!.ReadOnlyHint, tool.ProtocolTool.Annotations.DestructiveHint));
        Assert.False(isError, text);
        Assert.NotNull((string?)JsonNode.Parse(text)!["replayId"]);
        await server.WaitAsync(id, attempts: 2);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_an_error_of_the_tool()
    {
        await using var session = await McpSession.StartAsync("http://127.0.0.1:1");

        var (text, isError) = await session.CallAsync("list_sources");

        Assert.True(isError, text);
        Assert.Contains("No server answers at http://127.0.0.1:1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_response_is_cut_and_says_so()
    {
        var text = string.Concat(Enumerable.Repeat("😀", ToolResult.MostCharacters)); // of two characters
        var cut = ToolResult.Text($"a{text}");

        Assert.Equal(2, cut.Content.Count);
        Assert.Contains("Ask for less", ((TextContentBlock)cut.Content[0]).Text, StringComparison.Ordinal);
        var kept = ((TextContentBlock)cut.Content[1]).Text;
        Assert.Equal((ToolResult.MostCharacters - 1, false), (kept.Length, char.IsHighSurrogate(kept[^1])));
    }

    [Fact]
    public async Task The_process_writes_nothing_but_the_protocol_and_ends_with_its_input()
    {
        var tool = Path.Combine(AppContext.BaseDirectory, "PayHooks.Cli.dll");
        var start = new ProcessStartInfo("dotnet", [tool, "mcp", "--server", server.Url])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        string[] requests =
        [
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},
            "clientInfo":{"name":"test","version":"1"}}}
            """,
            """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
            """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""",
            """{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"list_sources","arguments":{}}}""",
        ];
        List<JsonNode> responses = [];
        foreach (var request in requests)
        {
            await process.StandardInput.WriteLineAsync(request.ReplaceLineEndings(""));
            if (request.Contains("\"id\"", StringComparison.Ordinal))
            {
                responses.Add(JsonNode.Parse((await process.StandardOutput.ReadLineAsync())!)!);
            }
        }

        process.StandardInput.Close();
        var rest = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal((0, "", ""), (process.ExitCode, rest, await process.StandardError.ReadToEndAsync()));
        Assert.Equal([1, 2, 3], responses.Select(one => (int)one["id"]!));
        Assert.Equal("payhooks", (string?)responses[0]["result"]!["serverInfo"]!["name"]);
        Assert.Contains("chargily", (string)responses[2]["result"]!["content"]![0]!["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_from_standard_input_is_wrong_usage()
    {
        var run = await ToolRun.Of("mcp", "--key", "-");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("Standard input carries the protocol.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_reason_of_a_rejection_has_an_explanation()
    {
        var reasons = Repository.Files("*.cs").Where(file => file.StartsWith("src/PayHooks/Receiving/", StringComparison.Ordinal))
            .SelectMany(file => Repository.Read(file).Find(@"(Reason = |Unavailable\([^,]+, )""(?<it>[a-z_]+)"""))
            .Concat(Enum.GetValues<PayHooks.Verification.RejectionReason>()
                .Where(one => one != PayHooks.Verification.RejectionReason.None).Select(PayHooks.Diagnostics.SnakeCase.Of));

        Assert.Contains("unknown_source", reasons);
        Assert.All(reasons, reason => Assert.True(RejectionMeanings.Of(reason) is not null, reason));
    }
}
