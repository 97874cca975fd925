using PayHooks.RocksDb.Engine;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Payments;

/// <summary>Payments cost nothing on the way to a 200: one write, no read. Everything about them happens afterwards.</summary>
public abstract class AcknowledgeContract : StoreContract
{
    [Theory]
    [InlineData("""{"id":"e1"}""")]
    [InlineData("""{"id":"e1","payment":"p1","reference":"order-1","at":1}""")]
    [InlineData("""{"id":"e1","payment":"p1","refund":"r1","type":"refund.succeeded","reference":"order-1","at":1}""")]
    public async Task An_event_is_acknowledged_with_one_call_of_one_store(string body)
    {
        using var bench = new TestBench(Store, [], FaultPlan.None);

        Assert.Equal(200, (await bench.DeliverAsync(body)).StatusCode);

        Assert.Equal((1, 1), (bench.Faults.Calls, await Store.Queue.CountAsync(default)));
    }

    [Fact]
    public async Task So_is_an_event_of_a_payment_that_is_known()
    {
        using var bench = new TestBench(Store, [], FaultPlan.None);
        await bench.DeliverAsync("""{"id":"e1","payment":"p1","reference":"order-1","at":1,"type":"payment.pending"}""");
        await bench.WorkUntilEmptyAsync();
        var before = bench.Faults.Calls;

        Assert.Equal(200, (await bench.DeliverAsync("""{"id":"e2","payment":"p1","reference":"order-1","at":2}""")).StatusCode);

        Assert.Equal(before + 1, bench.Faults.Calls);
    }
}

public sealed class InMemoryAcknowledgeTests : AcknowledgeContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbAcknowledgeTests : AcknowledgeContract
{
    private int syncs;

    [Fact]
    public async Task The_embedded_store_writes_and_syncs_the_message_and_nothing_else()
    {
        using var bench = new TestBench(Store, []);
        var before = syncs;

        await bench.DeliverAsync("""{"id":"e1","payment":"p1","reference":"order-1","at":1}""");

        var store = (RocksDbStoreUnderTest)Store;
        Assert.Equal(1, syncs - before);
        Family[] families = [Family.Queue, Family.Events, Family.Subjects, Family.References];
        Assert.Equal([1, 0, 0, 0], families.Select(store.CountKeys));
    }

    private protected override Task<StoreUnderTest> CreateAsync() =>
        Task.FromResult<StoreUnderTest>(new RocksDbStoreUnderTest(() => Interlocked.Increment(ref syncs)));
}
