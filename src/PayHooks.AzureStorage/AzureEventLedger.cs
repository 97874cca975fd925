using Azure;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.AzureStorage;

/// <summary>
/// The ledger in Table Storage. Uses optimistic concurrency: a change is written only if the record is unchanged, and decided again with
/// the stored record if it is not or if the response to the write was lost.
/// </summary>
internal sealed class AzureEventLedger : IEventLedger
{
    // Each conflict is another writer's success, so many retries are needed only with many writers.
    private const int MostConflicts = 200;
    private const int MostUncertain = 2;

    private readonly EventRows rows;
    private readonly EventIndex index;
    private readonly EventListing listing;
    private readonly EventPruning pruning;
    private readonly string[] sources;

    /// <summary>Creates the ledger.</summary>
    /// <param name="clients">The clients of the account.</param>
    /// <param name="bodies">The store of large bodies; pruning removes them there too.</param>
    /// <param name="sources">The names of the configured sources. An id alone does not determine its partition, so
    /// <see cref="FindAsync(string, CancellationToken)"/> tries each.</param>
    public AzureEventLedger(AzureStoreClients clients, IBodyStore bodies, IEnumerable<string> sources)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(bodies);
        ArgumentNullException.ThrowIfNull(sources);
        rows = new EventRows(clients.Events);
        index = new EventIndex(clients.Index);
        listing = new EventListing(index, rows);
        pruning = new EventPruning(index, rows, bodies);
        this.sources = [.. sources.Append(EventRecord.UnreadableSource).Distinct(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async ValueTask<Applied<T>> ApplyAsync<T>(EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var (isKnown, seen) = Believed(lastSeen);
        var (isBelief, conflicts, uncertain) = (isKnown, 0, 0);
        EventWrite? tried = null;
        while (true)
        {
            if (!isKnown)
            {
                (seen, isKnown, isBelief) = (await rows.FindAsync(key, cancellationToken), true, false);
                if (seen is not null && tried?.IsApplied(seen.Record) == true)
                {
                    // Our own write, whose response was lost; its follow-up work is still pending.
                    await tried.AfterAsync(index, cancellationToken);
                }
            }

            LedgerDecision<T> decision;
            try
            {
                decision = change(seen?.Record);
            }
            catch (Exception) when (isBelief)
            {
                isKnown = false;
                continue;
            }

            if (decision.Write is not { } next)
            {
                if (isBelief)
                {
                    // A rejection or an exception must be based on the stored record; only a write verifies the assumption.
                    isKnown = false;
                    continue;
                }

                return new Applied<T>(decision.Answer, new LedgerSnapshot(seen?.Record, seen?.Version));
            }

            tried = new EventWrite(seen?.Record, next);
            ETag version;
            try
            {
                await tried.BeforeAsync(index, cancellationToken);
                version = await rows.WriteAsync(seen, next, decision.Body, cancellationToken);
            }
            catch (RequestFailedException e) when (StorageFault.IsConflict(e) && ++conflicts <= MostConflicts)
            {
                isKnown = false;
                await RetryDelay.WaitAsync(conflicts, cancellationToken);
                continue;
            }
            catch (Exception e) when (StorageFault.IsUncertain(e, cancellationToken) && ++uncertain <= MostUncertain)
            {
                isKnown = false;
                await RetryDelay.WaitAsync(uncertain, cancellationToken);
                continue;
            }

            await tried.AfterAsync(index, cancellationToken);
            return new Applied<T>(decision.Answer, new LedgerSnapshot(next, version));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!EventIds.IsWellFormed(id))
        {
            return null;
        }

        var found = await Task.WhenAll(sources.Select(source => rows.FindAsync(new EventKey(source, id), cancellationToken).AsTask()));
        return found.FirstOrDefault(one => one is not null)?.Record;
    }

    /// <inheritdoc/>
    public async ValueTask<EventRecord?> FindAsync(EventKey key, CancellationToken cancellationToken) =>
        (await rows.FindAsync(key, cancellationToken))?.Record;

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(EventKey key, CancellationToken cancellationToken) =>
        rows.FindBodyAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Search is null ? listing.ReadAsync(query, cancellationToken) : SearchAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> CountDeadAsync(CancellationToken cancellationToken) => index.CountDeadAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PruneResult> PruneAsync(DateTimeOffset retainedSince, DateTimeOffset rememberedSince,
        CancellationToken cancellationToken) =>
        pruning.RunAsync(retainedSince, rememberedSince, cancellationToken);

    // Uses point look-ups only: the text may be an event id, or the provider's id in a source that uses it as the identity.
    private async ValueTask<EventPage> SearchAsync(EventQuery query, CancellationToken cancellationToken)
    {
        var after = EventCursor.Parse(query.Cursor);
        var keys = sources.Select(source => new EventKey(source, EventIds.Create(source, query.Search!)));
        if (EventIds.IsWellFormed(query.Search))
        {
            keys = keys.Concat(sources.Select(source => new EventKey(source, query.Search!)));
        }

        var found = await Task.WhenAll(keys.Select(key => rows.FindAsync(key, cancellationToken).AsTask()));
        return EventPage.OfAll(found.OfType<StoredEvent>().Select(one => one.Record).Where(query.Matches), after,
            Math.Clamp(query.Limit, 1, EventQuery.MaxLimit));
    }

    // A record without an ETag was not read here, so it must be read.
    private static (bool IsKnown, StoredEvent? Seen) Believed(LedgerSnapshot? lastSeen) => lastSeen switch
    {
        { Record: null } => (true, null),
        { Record: { } record, Version: ETag version } => (true, new StoredEvent(record, version)),
        _ => (false, null),
    };
}
