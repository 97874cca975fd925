using PayHooks.Storage;

namespace PayHooks.Tests.Support;

/// <summary>Counts the reads of a ledger.</summary>
internal sealed class CountingLedger(IEventLedger inner) : Ledger(inner)
{
    public int Pages { get; private set; }

    public int Finds { get; private set; }

    public override ValueTask<Applied<T>> ApplyAsync<T>(
        EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken) =>
        Inner.ApplyAsync(key, change, lastSeen, cancellationToken);

    public override ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken)
    {
        Finds++;
        return base.FindAsync(id, cancellationToken);
    }

    public override ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken)
    {
        Pages++;
        return base.ListAsync(query, cancellationToken);
    }
}
