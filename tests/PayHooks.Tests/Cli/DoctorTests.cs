using PayHooks.Diagnostics;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Cli;

[Collection(ToolServerTests.Name)]
public sealed class DoctorTests(ToolServer server)
{
    [Fact]
    public async Task A_server_is_checked_and_what_should_be_looked_at_comes_first()
    {
        await server.WaitAsync(await server.SendAsync());

        var run = await server.RunAsync("doctor");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("warning  ", run.Lines[0], StringComparison.Ordinal);
        Assert.Matches("(?m)^warning +source idle: No genuine delivery has arrived yet\\.\r?\n +Send a test event", run.Output);
        Assert.Matches("(?m)^ok +source chargily: The last genuine delivery came within the last two minutes\\.", run.Output);
        Assert.Matches("(?m)^ok +store: Answers\\.", run.Output);
        Assert.Matches("(?m)^ok +data folder: .* GiB free\\.", run.Output);
        Assert.Matches("(?m)^ok +clock: ", run.Output);
        Assert.Matches("(?m)^ok +handlers: .*fulfil", run.Output);
        Assert.Contains("Nothing is broken.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_JSON_the_results_are_what_the_API_has()
    {
        var run = await server.RunAsync("doctor", "--json");

        var store = run.Json["checks"]!.AsArray().Single(check => (string?)check!["name"] == "store")!;
        Assert.Equal("passed", (string?)store["state"]);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_an_error()
    {
        var run = await ToolRun.Of("doctor", "--server", Nowhere.Url);

        Assert.Equal(1, run.ExitCode);
    }
}

public sealed class SelfCheckTests
{
    [Fact]
    public async Task A_check_that_throws_is_reported_as_failed_and_the_others_still_run()
    {
        var runner = new SelfCheckRunner([new Check(_ => throw new IOException("No route.")), new Check(Passing)], TimeProvider.System);

        var results = await runner.RunAsync(CancellationToken.None);

        Assert.Equal([SelfCheckState.Failed, SelfCheckState.Passed], results.Select(result => result.State));
        Assert.Equal("No route.", results[0].Finding);
        Assert.NotNull(results[0].Fix);
    }

    [Fact]
    public async Task A_check_that_does_not_end_is_reported_as_failed()
    {
        var time = new ManualTime();
        var unending = new TaskCompletionSource<IReadOnlyList<SelfCheckResult>>();
        var runner = new SelfCheckRunner([new Check(_ => new(unending.Task))], time);

        var running = runner.RunAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(11));
        var results = await running;

        var result = Assert.Single(results);
        Assert.Equal(SelfCheckState.Failed, result.State);
        Assert.Contains("10 seconds", result.Finding, StringComparison.Ordinal);
    }

    private static ValueTask<IReadOnlyList<SelfCheckResult>> Passing(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<SelfCheckResult>>([SelfCheckResult.Passed("good", "Fine.")]);

    private sealed class Check(Func<CancellationToken, ValueTask<IReadOnlyList<SelfCheckResult>>> run) : ISelfCheck
    {
        public string Name => "test";

        public ValueTask<IReadOnlyList<SelfCheckResult>> RunAsync(CancellationToken cancellationToken) => run(cancellationToken);
    }
}
