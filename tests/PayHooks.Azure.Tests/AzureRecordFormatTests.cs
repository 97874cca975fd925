using Azure.Data.Tables;
using PayHooks.Processing;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>Two versions that run at once during a deployment.</summary>
[NeedsAzurite]
public sealed class AzureRecordFormatTests : IAsyncLifetime
{
    private AzureStoreUnderTest store = null!;

    public async Task InitializeAsync() => store = (AzureStoreUnderTest)await AzureStoreUnderTest.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_message_of_an_event_that_a_newer_version_has_written_is_requeued_and_reported()
    {
        using var bench = new TestBench(store, [DelegateHandler.Named("one", (_, _, _) => Task.CompletedTask)]);
        await bench.DeliverAsync();
        await bench.StepAsync();
        await RewriteAsync("\"format\":1", "\"format\":2");
        await bench.DeliverAsync();

        var result = await bench.StepAsync();

        Assert.Equal((ProcessOutcome.Requeued, true), (result!.Outcome, result.NeedsAttention));
        Assert.Contains("format 2", result.Why, StringComparison.Ordinal);
        Assert.Contains("Deploy the newer version again", result.Why, StringComparison.Ordinal);
        Assert.Equal(1, await store.Queue.CountAsync(default));
        Assert.Empty(await store.Ledger.ListAllAsync(new EventQuery()));

        await RewriteAsync("\"format\":2", "\"format\":1");
        await bench.WorkUntilEmptyAsync();
        Assert.Equal(2, (await bench.RecordAsync()).Deliveries);
    }

    private async Task RewriteAsync(string from, string to)
    {
        var table = store.Days.ClientOf(store.Days.Of(store.Time.GetUtcNow()));
        await foreach (var row in table.QueryAsync<TableEntity>(row => row.RowKey != "marker"))
        {
            row["Record0"] = row.GetString("Record0").Replace(from, to, StringComparison.Ordinal);
            await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);
        }
    }
}
