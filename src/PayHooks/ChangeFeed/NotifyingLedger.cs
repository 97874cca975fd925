using PayHooks.Storage;

namespace PayHooks.ChangeFeed;

/// <summary>A ledger that publishes changed events.</summary>
internal sealed class NotifyingLedger(IEventLedger inner, EventChangeFeed changes) : IEventLedger
{
    /// <inheritdoc/>
    public ValueTask<Applied<T>> ApplyAsync<T>(EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen,
        CancellationToken cancellationToken) =>
        changes.IsFollowed ? WatchAsync(key, change, lastSeen, cancellationToken)
            : inner.ApplyAsync(key, change, lastSeen, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<EventRecord?> FindAsync(EventKey key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);

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
    public ValueTask<long?> CountRetryingAsync(CancellationToken cancellationToken) => inner.CountRetryingAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PruneResult> PruneAsync(DateTimeOffset retainedSince, DateTimeOffset rememberedSince,
        CancellationToken cancellationToken) =>
        inner.PruneAsync(retainedSince, rememberedSince, cancellationToken);

    private async ValueTask<Applied<T>> WatchAsync<T>(
        EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken)
    {
        EventRecord? before = null;
        var applied = await inner.ApplyAsync(
            key,
            current =>
            {
                before = current;
                return change(current);
            },
            lastSeen,
            cancellationToken);
        if (applied.Now.Record is { } now && IsNews(before, now))
        {
            changes.Publish(now);
        }

        return applied;
    }

    // Whether a field that lists display has changed.
    private static bool IsNews(EventRecord? before, EventRecord now) => before is null
        || (before.Status, before.Deliveries, before.Attempts, before.ErasedAt) != (now.Status, now.Deliveries, now.Attempts, now.ErasedAt);
}
