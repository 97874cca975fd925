using Azure;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.AzureStorage;

/// <summary>
/// The ledger in Table Storage. Uses optimistic concurrency: a change is written only if the record is unchanged, and decided again with
/// the stored record if it is not or if the response to the write was lost.
/// </summary>
/// <remarks>
/// <para>An event has a row in the key table, which outlives it, and a record in the table of its day. No transaction spans them, so the
/// order of the writes decides what a crash leaves behind:</para>
/// <para>After the key row: no record. The same message finds its own key row and inserts the record; other deliveries wait, because only
/// the holder of the key row inserts (<see cref="EventPendingException"/>). After the record: the claim table knows the message.</para>
/// <para>A record that is to be retried or dead is moved to the table of kept events (<see cref="KeptEvents"/>). A crash during the move
/// leaves the record as it was; the next claim removes the leftover copy. A crash after its last write leaves the record moved.</para>
/// <para>When the table of a day is dropped, the key rows remain. A repeat is counted there. A message that holds such an event waited
/// longer than the retention, so that nothing is known of its outcome; it becomes a dead letter.</para>
/// </remarks>
internal sealed class AzureEventLedger : IEventLedger
{
    // Each conflict is another writer's success, so many retries are needed only with many writers.
    private const int MostConflicts = 200;
    private const int MostUncertain = 2;

    // A concurrent delivery inserts its record within milliseconds; one that crashed takes minutes to return.
    private const int MostPending = 3;

    private readonly EventLocator locator;
    private readonly EventWriter writer;
    private readonly EventListing listing;
    private readonly KeptListing kept;
    private readonly EventPruning pruning;
    private readonly AzureSourceActivityStore activity;
    private readonly string[] sources;

    /// <summary>Creates the ledger.</summary>
    public AzureEventLedger(AzureStoreClients clients, AzureBodyStore bodies, DayTables days, AzureLedgerOptions options)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(bodies);
        ArgumentNullException.ThrowIfNull(options);
        var keys = new EventKeyRows(clients.Keys);
        var keptEvents = new KeptEvents(clients, bodies, keys, options);
        locator = new EventLocator(keys, days, keptEvents);
        writer = new EventWriter(keys, days, keptEvents);
        kept = new KeptListing(clients.Kept);
        listing = new EventListing(days, kept);
        activity = new AzureSourceActivityStore(clients);
        sources = [.. options.Sources.Append(EventRecord.UnreadableSource).Distinct(StringComparer.Ordinal)];
        pruning = new EventPruning(
            days,
            new DayDrop(days, clients.Kept, bodies),
            new KeptPruning(clients.Kept, bodies),
            new EventKeySweep(new KeySweep(clients, options, "event-sweep"), clients.Kept));
    }

    /// <inheritdoc/>
    public async ValueTask<Applied<T>> ApplyAsync<T>(EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var found = Believed(lastSeen);
        var isBelief = found is not null;
        for (var (conflicts, uncertain, pending) = (0, 0, 0); ;)
        {
            if (found is null)
            {
                (found, isBelief) = (await locator.FindAsync(key, withBody: false, cancellationToken), false);
            }

            LedgerDecision<T> decision;
            try
            {
                decision = change(found.Record);
            }
            catch (Exception) when (isBelief)
            {
                found = null;
                continue;
            }

            if (decision.Write is not { } next)
            {
                if (isBelief)
                {
                    // A rejection or an exception must be based on the stored record; only a write verifies the assumption.
                    found = null;
                    continue;
                }

                return new Applied<T>(decision.Answer, new LedgerSnapshot(found.Record, found.Version));
            }

            try
            {
                var written = await writer.WriteAsync(found, next, decision.Body, cancellationToken);
                return new Applied<T>(decision.Answer, new LedgerSnapshot(written.Record, written.Version));
            }
            catch (RequestFailedException e) when (StorageFault.IsConflict(e) && ++conflicts <= MostConflicts)
            {
                await RetryDelay.WaitAsync(conflicts, cancellationToken);
            }
            catch (EventPendingException) when (++pending <= MostPending)
            {
                await RetryDelay.WaitAsync(pending, cancellationToken);
            }
            catch (Exception e) when (StorageFault.IsUncertain(e, cancellationToken) && ++uncertain <= MostUncertain)
            {
                await RetryDelay.WaitAsync(uncertain, cancellationToken);
            }

            found = null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!EventIds.IsWellFormed(id))
        {
            return null;
        }

        if (await FindAsync(id, sources, cancellationToken) is { } found)
        {
            return found;
        }

        // The event may belong to a source that has been removed from the settings.
        var known = await activity.ListAsync(cancellationToken);
        return await FindAsync(id, known.Select(one => one.Source).Except(sources, StringComparer.Ordinal), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<EventRecord?> FindAsync(EventKey key, CancellationToken cancellationToken) =>
        (await locator.FindAsync(key, withBody: false, cancellationToken)).Record;

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(EventKey key, CancellationToken cancellationToken) =>
        await locator.FindAsync(key, withBody: true, cancellationToken) is { Record.IsBodyGone: false, Version: { } version }
            ? version.Body
            : null;

    /// <inheritdoc/>
    public ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Search is null ? listing.ReadAsync(query, cancellationToken) : SearchAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>A list of completed events reads day by day, and each request costs.</remarks>
    public bool ReadsManyCheaply => false;

    /// <inheritdoc/>
    public ValueTask<long> CountDeadAsync(CancellationToken cancellationToken) =>
        kept.CountAsync(EventStatus.Dead, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long?> CountRetryingAsync(CancellationToken cancellationToken) =>
        await kept.CountAsync(EventStatus.Retrying, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PruneResult> PruneAsync(DateTimeOffset retainedSince, DateTimeOffset rememberedSince,
        CancellationToken cancellationToken) =>
        pruning.RunAsync(retainedSince, rememberedSince, cancellationToken);

    private async ValueTask<EventRecord?> FindAsync(string id, IEnumerable<string> sources, CancellationToken cancellationToken) =>
        (await Task.WhenAll(sources.Select(source => FindAsync(new EventKey(source, id), cancellationToken).AsTask())))
            .FirstOrDefault(record => record is not null);

    // Uses point look-ups only: the text may be an event id, or the provider's id in a source that uses it as the identity.
    private async ValueTask<EventPage> SearchAsync(EventQuery query, CancellationToken cancellationToken)
    {
        var after = EventCursor.Parse(query.Cursor);
        var keys = sources.Select(source => new EventKey(source, EventIds.Create(source, query.Search!)));
        if (EventIds.IsWellFormed(query.Search))
        {
            keys = keys.Concat(sources.Select(source => new EventKey(source, query.Search!)));
        }

        var found = await Task.WhenAll(keys.Select(key => FindAsync(key, cancellationToken).AsTask()));
        return EventPage.OfAll(found.OfType<EventRecord>().Where(query.Matches), after, Math.Clamp(query.Limit, 1, EventQuery.MaxLimit));
    }

    // A record whose version is unknown was not read here, so it must be read.
    private static FoundEvent? Believed(LedgerSnapshot? lastSeen) => lastSeen switch
    {
        { Record: null } => FoundEvent.Unknown,
        { Record: { } record, Version: EventVersion { IsKnown: true } version } =>
            new FoundEvent(EventState.Stored) { Record = record, Version = version },
        _ => null,
    };
}
