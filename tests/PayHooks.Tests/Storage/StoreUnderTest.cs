using PayHooks.Storage;
using PayHooks.Storage.InMemory;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

public abstract class StoreUnderTest(ManualTime? time = null) : IAsyncDisposable
{
    public abstract IEventQueue Queue { get; }

    public abstract IMessageSource Source { get; }

    public abstract IEventLedger Ledger { get; }

    public ManualTime Time { get; } = time ?? new ManualTime();

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed class InMemoryStoreUnderTest : StoreUnderTest
{
    private readonly InMemoryEventQueue queue;

    public InMemoryStoreUnderTest()
    {
        queue = new InMemoryEventQueue(Time);
        Ledger = new InMemoryEventLedger();
    }

    public override IEventQueue Queue => queue;

    public override IMessageSource Source => queue;

    public override IEventLedger Ledger { get; }
}
