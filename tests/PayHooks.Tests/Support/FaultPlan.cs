using PayHooks.Storage;

namespace PayHooks.Tests.Support;

/// <summary>What a fault does to the call it hits.</summary>
public enum Fault
{
    /// <summary>The call fails and nothing was written.</summary>
    Refuses,

    /// <summary>The call was carried out and its answer is lost.</summary>
    LosesTheAnswer,

    /// <summary>The process dies before the call: this and every later call of it fails.</summary>
    DiesBefore,

    /// <summary>The process dies after the call was carried out.</summary>
    DiesAfter,
}

/// <summary>Counts the calls of all ports and strikes at one of them.</summary>
public sealed class FaultPlan(int strikeAt, Fault fault)
{
    private int calls;

    public static FaultPlan None => new(-1, Fault.Refuses);

    public int Calls => calls;

    public bool Strikes => strikeAt > 0;

    public bool IsDead { get; private set; }

    public async ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call)
    {
        ObjectDisposedException.ThrowIf(IsDead, this);
        if (Interlocked.Increment(ref calls) != strikeAt)
        {
            return await call();
        }

        IsDead = fault is Fault.DiesBefore or Fault.DiesAfter;
        if (fault is Fault.LosesTheAnswer or Fault.DiesAfter)
        {
            await call();
        }

        throw new IOException($"Fault at call {strikeAt}: {fault}.");
    }
}

public sealed class FaultyQueue(IEventQueue inner, FaultPlan plan) : IEventQueue
{
    public int MaxTextBytes => inner.MaxTextBytes;

    public async ValueTask EnqueueAsync(ReadOnlyMemory<byte> text, TimeSpan delay, CancellationToken cancellationToken) => await plan.CallAsync(async () =>
    {
        await inner.EnqueueAsync(text, delay, cancellationToken);
        return true;
    });

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => inner.CountAsync(cancellationToken);
}

public sealed class FaultyLedger(IEventLedger inner, FaultPlan plan) : IEventLedger
{
    public ValueTask<Applied<T>> ApplyAsync<T>(EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.ApplyAsync(key, change, lastSeen, cancellationToken));

    public ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.FindAsync(id, cancellationToken));

    public ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(EventKey key, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.ReadBodyAsync(key, cancellationToken));

    public ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken) => inner.ListAsync(query, cancellationToken);

    public ValueTask<long> CountDeadAsync(CancellationToken cancellationToken) => inner.CountDeadAsync(cancellationToken);

    public ValueTask<PruneResult> PruneAsync(DateTimeOffset retainedSince, DateTimeOffset rememberedSince, CancellationToken cancellationToken) =>
        inner.PruneAsync(retainedSince, rememberedSince, cancellationToken);
}
