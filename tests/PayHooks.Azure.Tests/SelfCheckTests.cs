using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using PayHooks.AzureFunctions.Hosting;
using PayHooks.AzureStorage;
using PayHooks.Diagnostics;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>What `payhooks doctor` says of a deployed app.</summary>
[NeedsAzurite]
public sealed class SelfCheckTests
{
    [Fact]
    public async Task Queues_that_hold_poison_messages_or_that_nothing_reads_are_named_and_the_clock_is_compared()
    {
        await using var queues = await SeveralQueues.CreateAsync(3);
        await queues.Former.All[0].SendMessageAsync("event");
        await queues.Former.Poison[1].SendMessageAsync("poison");
        await queues.Former.All[2].SendMessageAsync("stray");

        var results = await RunAsync(queues, TimeProvider.System);

        Assert.Equal((SelfCheckState.Passed, "1 messages."), Found("queue webhook-events"));
        Assert.Equal(SelfCheckState.Passed, Found("queue webhook-events-poison").State);
        Assert.Equal(SelfCheckState.Warning, Found("queue webhook-events-1-poison").State);
        Assert.Equal(SelfCheckState.Warning, Found("queue webhook-events-2").State);
        Assert.Equal(SelfCheckState.Passed, Found("clock").State);
        Assert.Equal(SelfCheckState.Unknown, Found("lifecycle rule").State);

        // The names of the tests' queues have a prefix.
        (SelfCheckState State, string Finding) Found(string name) => results
            .Where(result => result.Name.Replace(queues.Former.All[0].Name.Replace("webhook-events", "", StringComparison.Ordinal), "",
                StringComparison.Ordinal) == name)
            .Select(result => (result.State, result.Finding)).Single();
    }

    [Fact]
    public async Task A_clock_that_is_off_by_minutes_fails()
    {
        await using var queues = await SeveralQueues.CreateAsync(1);

        var results = await RunAsync(queues, new ManualTime(TimeProvider.System.GetUtcNow().AddMinutes(-6)));

        Assert.Equal(SelfCheckState.Failed, results.Single(result => result.Name == "clock").State);
    }

    [Fact]
    public async Task A_queue_without_a_trigger_fails()
    {
        await using var queues = await SeveralQueues.CreateAsync(2);

        var check = new TriggersCheck(new NoFunctions(), queues.Former);
        var results = await check.RunAsync(CancellationToken.None);

        Assert.Equal([SelfCheckState.Failed, SelfCheckState.Unknown], results.Select(result => result.State));
        Assert.Contains(queues.Former.Poison[1].Name, results[0].Finding, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<SelfCheckResult>> RunAsync(SeveralQueues queues, TimeProvider time)
    {
        var configured = new EventQueues(queues.Clients, Math.Min(2, queues.Former.All.Count));
        return await new StorageAccountCheck(queues.Clients, configured, new StrayQueues(queues.Clients, configured, time), time)
            .RunAsync(CancellationToken.None);
    }

    private sealed class NoFunctions : IFunctionMetadataProvider
    {
        public Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory) =>
            Task.FromResult(ImmutableArray<IFunctionMetadata>.Empty);
    }
}
