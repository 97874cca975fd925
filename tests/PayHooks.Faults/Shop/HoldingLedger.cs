using PayHooks.Storage;

namespace PayHooks.Faults.Shop;

/// <summary>A ledger that never comes to writing that an event of one type is completed: the process is killed while it waits.</summary>
internal sealed class HoldingLedger(IEventLedger inner, string type) : IEventLedger
{
    /// <inheritdoc/>
    public async ValueTask<Applied<T>> ApplyAsync<T>(
        EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken)
    {
        if (await inner.FindAsync(key, CancellationToken.None) is { } known && known.Facts.Type == type
            && change(known).Write is { Status: EventStatus.Completed })
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
        }

        return await inner.ApplyAsync(key, change, lastSeen, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(EventKey key, CancellationToken cancellationToken) =>
        inner.ReadBodyAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken) =>
        inner.ListAsync(query, cancellationToken);

    /// <inheritdoc/>
    public bool ReadsManyCheaply => inner.ReadsManyCheaply;

    /// <inheritdoc/>
    public ValueTask<long> CountDeadAsync(CancellationToken cancellationToken) => inner.CountDeadAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PruneResult> PruneAsync(DateTimeOffset retainedSince, DateTimeOffset rememberedSince,
        CancellationToken cancellationToken) =>
        inner.PruneAsync(retainedSince, rememberedSince, cancellationToken);
}
