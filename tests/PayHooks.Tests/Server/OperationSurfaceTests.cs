using PayHooks.AspNetCore;
using PayHooks.AspNetCore.OpenApi;
using PayHooks.Cli.Client;
using PayHooks.Cli.Commands;
using PayHooks.Cli.Mcp;
using PayHooks.Tests.Cli;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

/// <summary>
/// Each operation is in the API, the OpenAPI document, the tool and the MCP server, or the table says why not. A new operation has to be
/// added here.
/// </summary>
public sealed class OperationSurfaceTests
{
    private const string Id = "evt_57rhu7qlnaugnrjcym65sden5t";
    private const string OnlySingleReplays = "A change: a model may only replay single events.";
    private const string NotJson = "Not JSON: too large for a model, or a stream.";

    private static readonly Dictionary<string, Surface> Table = new(StringComparer.Ordinal)
    {
        ["ListEvents"] = new("events"),
        ["ShowEvent"] = new($"show {Id}"),
        ["DownloadBody"] = new($"show {Id}") { NoMcp = NotJson },
        ["EraseBody"] = new($"erase {Id}") { NoMcp = OnlySingleReplays },
        ["ReplayEvent"] = new($"replay {Id}"),
        ["ListPayments"] = new("payment p1"),
        ["ShowPayment"] = new("payment p1"),
        ["ErasePayment"] = new("erase --payment p1") { NoMcp = OnlySingleReplays },
        ["ListFlags"] = new(null) { NoCli = "payhooks payment shows the flags of a payment, payhooks stats their number." },
        ["MarkFlagsSeen"] = new(null) { NoCli = "The console shows what a flag means before it is marked.", NoMcp = OnlySingleReplays },
        ["ListReconciliations"] = new(null) { NoCli = "payhooks reconcile shows the report of its run, payhooks sources the problems." },
        ["RunReconciliation"] = new("reconcile shop"),
        ["ListSources"] = new("sources"),
        ["ListPauses"] = new("pause"),
        ["PauseSource"] = new("pause --source shop") { NoMcp = OnlySingleReplays },
        ["ResumeSource"] = new("resume --source shop") { NoMcp = OnlySingleReplays },
        ["PauseHandler"] = new("pause --handler ship") { NoMcp = OnlySingleReplays },
        ["ResumeHandler"] = new("resume --handler ship") { NoMcp = OnlySingleReplays },
        ["ListFailures"] = new("failures"),
        ["NoteFailure"] = new("failures 0123456789abcdef --note x") { NoMcp = OnlySingleReplays },
        ["ListReplays"] = new(null) { NoCli = "payhooks replay follows the job that it starts." },
        ["StartReplay"] = new("replay --status dead") { NoMcp = OnlySingleReplays },
        ["ShowReplay"] = new("replay --status dead"),
        ["StopReplay"] = new(null) { NoCli = "A job outlives the command that starts it; the API stops it.", NoMcp = OnlySingleReplays },
        ["ShowStats"] = new("stats"),
        ["ShowOverview"] = new("stats"),
        ["ListRejected"] = new("rejected"),
        ["ListCaptures"] = new("capture"),
        ["StartCapture"] = new("capture shop") { NoMcp = OnlySingleReplays },
        ["ShowCapture"] = new(null) { NoCli = "payhooks capture calls it with the id that the server gave.", NoMcp = "It is encrypted." },
        ["StopCapture"] = new(null) { NoCli = "payhooks capture calls it with the id that the server gave.", NoMcp = OnlySingleReplays },
        ["ListAudit"] = new("audit"),
        ["FollowEvents"] = new("tail") { NoMcp = NotJson },
        ["RunSelfChecks"] = new("doctor"),
        ["DescribeHost"] = new("events --source shop"),
        ["BackUpStore"] = new("backup FILE") { NoMcp = NotJson },
    };

    private static IReadOnlyList<ApiOperation> Operations => ApiOperations.Of(hasBackup: true);

    [Fact]
    public void The_table_has_every_operation() => Assert.Equal(
        Table.Keys.Order(StringComparer.Ordinal), Operations.Select(one => one.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_operation_is_in_the_OpenAPI_document()
    {
        var document = OpenApiDocument.Of(Operations);
        Assert.All(Operations, one => Assert.All(
            one.Methods.Take(1),
            method => Assert.Equal(
                one.Name, (string?)document["paths"]![$"/{one.Route}"]![method.ToLowerInvariant()]!["operationId"])));
    }

    [Fact]
    public void Every_operation_has_a_tool_for_models_or_a_reason()
    {
        using var api = new ApiClient(new Uri("http://127.0.0.1:1"), key: null);
        var tools = ToolCatalog.Create(api, api, allowChanges: true).OfType<OperationTool>().Select(one => one.Operation).ToHashSet();

        Assert.All(Operations, one => Assert.True(
            tools.Contains(one.Name) == (Table[one.Name].NoMcp is null), $"{one.Name}: {Table[one.Name].NoMcp ?? "has no tool"}"));
    }

    [Fact]
    public async Task Every_operation_is_called_by_a_command_or_has_a_reason()
    {
        Assert.All(Table, one => Assert.True(one.Value.Command is null != one.Value.NoCli is null, one.Key));
        await using var api = await RecordingApi.StartAsync();
        using var folder = new TemporaryFolder();
        foreach (var operation in Operations)
        {
            if (Table[operation.Name].Command is not { } command)
            {
                continue;
            }

            var isCalled = api.When(operation);
            using var ended = new CancellationTokenSource();
            var words = command.Replace("FILE", folder.File("store.tar"), StringComparison.Ordinal).Split(' ');
            var run = RunAsync([.. words, "--server", api.Url], ended.Token);
            Assert.True(await Task.WhenAny(isCalled, run) == isCalled || isCalled.IsCompleted, $"payhooks {command}: {operation.Name}");
            await ended.CancelAsync();
            await run;
        }
    }

    // tail runs until it is stopped; the others end by themselves.
    private static Task<ToolRun> RunAsync(string[] args, CancellationToken cancellationToken) => args[0] == "tail"
        ? ToolRun.Of(TailCommand.Create(), args, cancellationToken: cancellationToken)
        : ToolRun.Of(args);

    /// <summary>How an operation is reached.</summary>
    /// <param name="Command">A command line that calls it, or null.</param>
    private sealed record Surface(string? Command)
    {
        /// <summary>Why no command calls it.</summary>
        public string? NoCli { get; init; }

        /// <summary>Why the MCP server has no tool for it.</summary>
        public string? NoMcp { get; init; }
    }
}
