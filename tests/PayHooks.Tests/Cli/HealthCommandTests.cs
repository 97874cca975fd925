using PayHooks.Storage;
using PayHooks.Tests.Server;
using Microsoft.Extensions.DependencyInjection;

namespace PayHooks.Tests.Cli;

public sealed class HealthCommandTests
{
    [Fact]
    public async Task A_server_that_can_store_deliveries_is_healthy_without_a_key()
    {
        await using var server = await RunningServer.StartAsync(new() { ["PayHooks:AdminKey"] = "the-right-key-0123" });

        var run = await ToolRun.Of("health", "--server", server.Client.BaseAddress!.ToString());

        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task A_server_whose_store_has_a_problem_is_not()
    {
        await using var server = await RunningServer.StartAsync(
            replace: services => services.AddSingleton<IStoreHealth>(new FullDisk()));

        var run = await ToolRun.Of("health", "--server", server.Client.BaseAddress!.ToString());

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("cannot store deliveries", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_not()
    {
        var run = await ToolRun.Of("health", "--server", Nowhere.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("No server answers", run.Error, StringComparison.Ordinal);
    }

    private sealed class FullDisk : IStoreHealth
    {
        public string? FindProblem() => "The disk is full.";
    }
}
