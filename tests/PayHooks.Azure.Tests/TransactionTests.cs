using PayHooks.AzureStorage;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>What an event costs: every request is billed.</summary>
[NeedsAzurite]
public sealed class TransactionTests : IAsyncLifetime
{
    private readonly WatchedRequests watched = new();
    private AzureStoreUnderTest store = null!;

    public async Task InitializeAsync() => store = await AzureStoreUnderTest.CreateAsync(watched, withQueue: true);

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task An_event_is_put_got_and_deleted_and_its_key_and_record_inserted_and_merged()
    {
        using var bench = new TestBench(store, [DelegateHandler.Named("one", (_, _, _) => Task.CompletedTask)]);
        await bench.ReadPausesAsync();

        watched.Clear();
        Assert.Equal(200, (await bench.DeliverAsync()).StatusCode);
        Assert.Equal(["put"], Counted());

        watched.Clear();
        Assert.NotNull(await bench.StepAsync());
        Assert.Equal(EventStatus.Completed, (await bench.RecordAsync()).Status);
        Assert.Equal(["get", "insert", "insert", "merge", "delete"], Counted().Take(5));
    }

    [Fact]
    public async Task A_repeated_delivery_is_put_got_and_deleted_refused_read_and_counted()
    {
        using var bench = new TestBench(store, [DelegateHandler.Named("one", (_, _, _) => Task.CompletedTask)]);
        await bench.DeliverAsync();
        await bench.StepAsync();
        await bench.DeliverAsync();

        watched.Clear();
        await bench.StepAsync();

        Assert.Equal(["get", "insert", "read", "read", "merge", "delete"], Counted());
        Assert.Equal(2, (await bench.RecordAsync()).Deliveries);
    }

    [Fact]
    public async Task A_record_is_read_without_its_body()
    {
        using var bench = new TestBench(store, [DelegateHandler.Named("one", (_, _, _) => Task.CompletedTask)]);
        await bench.DeliverAsync();
        await bench.StepAsync();

        watched.Clear();
        await bench.RecordAsync();

        Assert.All(watched.Seen.Where(request => !request.Contains(store.Clients.Keys.Name, StringComparison.Ordinal)), request =>
            Assert.Contains("$select=RecordParts", Uri.UnescapeDataString(request), StringComparison.Ordinal));
        Assert.Contains(watched.Seen, request => request.Contains(DayTable.NamePrefix, StringComparison.Ordinal));
    }

    // In words, without the looks at the queue's length that only the test takes.
    private IEnumerable<string> Counted() => watched.Seen.Select(Uri.UnescapeDataString).Select(request => request switch
    {
        _ when request.StartsWith("POST", StringComparison.Ordinal) && request.Contains("/messages", StringComparison.Ordinal) => "put",
        _ when request.StartsWith("GET", StringComparison.Ordinal) && request.Contains("/messages", StringComparison.Ordinal) => "get",
        _ when request.StartsWith("DELETE", StringComparison.Ordinal) && request.Contains("/messages/", StringComparison.Ordinal) =>
            "delete",
        _ when request.Contains("comp=metadata", StringComparison.Ordinal) => "",
        _ when request.StartsWith("POST", StringComparison.Ordinal) => "insert",
        _ when request.StartsWith("PATCH", StringComparison.Ordinal) => "merge",
        _ when request.StartsWith("GET", StringComparison.Ordinal) => "read",
        _ => request,
    }).Where(word => word.Length > 0);
}
