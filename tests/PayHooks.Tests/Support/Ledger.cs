using PayHooks.Storage;

namespace PayHooks.Tests.Support;

/// <summary>A ledger before another one; a test says what becomes of changes.</summary>
internal abstract class Ledger(IEventLedger inner) : IEventLedger
{
    protected IEventLedger Inner => inner;

    public abstract ValueTask<Applied<T>> ApplyAsync<T>(
        EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken);

    public virtual ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        inner.FindAsync(id, cancellationToken);

    public virtual ValueTask<EventRecord?> FindAsync(EventKey key, CancellationToken cancellationToken) =>
        inner.FindAsync(key, cancellationToken);

    public virtual ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(EventKey key, CancellationToken cancellationToken) =>
        inner.ReadBodyAsync(key, cancellationToken);

    public virtual ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken) =>
        inner.ListAsync(query, cancellationToken);

    public bool ReadsManyCheaply => inner.ReadsManyCheaply;

    public ValueTask<long> CountDeadAsync(CancellationToken cancellationToken) => inner.CountDeadAsync(cancellationToken);

    public ValueTask<PruneResult> PruneAsync(DateTimeOffset retainedSince, DateTimeOffset rememberedSince,
        CancellationToken cancellationToken) =>
        inner.PruneAsync(retainedSince, rememberedSince, cancellationToken);
}
