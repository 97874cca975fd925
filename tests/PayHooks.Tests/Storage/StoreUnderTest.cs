using PayHooks.Payments;
using PayHooks.Storage;
using PayHooks.Storage.InMemory;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

/// <summary>A store with a clock that the test moves: what the contracts, and tests of the protocol, run against.</summary>
internal abstract class StoreUnderTest(ManualTime? time = null) : IAsyncDisposable
{
    public ManualTime Time { get; } = time ?? new ManualTime();

    public abstract IEventQueue Queue { get; }

    public abstract IMessageSource Source { get; }

    public abstract IEventLedger Ledger { get; }

    /// <summary>The payments.</summary>
    public abstract ISubjectStore Subjects { get; }

    /// <summary>What was last seen of the sources.</summary>
    public virtual ISourceActivityStore SourceActivity { get; } = new InMemorySourceActivityStore();

    /// <summary>The rejected deliveries.</summary>
    public virtual IRejectionStore Rejections { get; } = new InMemoryRejectionStore();

    /// <summary>The rows that all instances share.</summary>
    public virtual IStateStore State { get; } = new InMemoryStateStore();

    /// <summary>The audit entries.</summary>
    public virtual IAuditStore Audit { get; } = new InMemoryAuditStore();

    /// <summary>Where bodies go that are too large for a message; null where every body fits.</summary>
    public virtual IBodyStore? Bodies => null;

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

internal sealed class InMemoryStoreUnderTest : StoreUnderTest
{
    private readonly InMemoryBodyStore bodies = new();

    public InMemoryStoreUnderTest(int maxTextBytes = int.MaxValue)
    {
        MemoryQueue = new InMemoryEventQueue(Time) { MaxTextBytes = maxTextBytes };
        Ledger = new InMemoryEventLedger(bodies);
    }

    public InMemoryEventQueue MemoryQueue { get; }

    public override IEventQueue Queue => MemoryQueue;

    public override IMessageSource Source => MemoryQueue;

    public override IEventLedger Ledger { get; }

    public override ISubjectStore Subjects { get; } = new InMemorySubjectStore();

    public override IBodyStore Bodies => bodies;

    public static Task<StoreUnderTest> CreateAsync() => Task.FromResult<StoreUnderTest>(new InMemoryStoreUnderTest());
}
