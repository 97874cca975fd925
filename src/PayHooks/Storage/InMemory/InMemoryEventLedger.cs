namespace PayHooks.Storage.InMemory;

/// <summary>An in-memory ledger, for tests, demos and trying out handlers.</summary>
/// <param name="bodies">The store of bodies that were too large for their message; pruning deletes them there too.</param>
internal sealed class InMemoryEventLedger(IBodyStore? bodies = null) : IEventLedger
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<Applied<T>> ApplyAsync<T>(EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Applied<T>>(cancellationToken);
        }

        lock (gate)
        {
            var entry = entries.GetValueOrDefault(key.Id);
            var decision = change(entry?.Record);
            if (decision.Write is { } record)
            {
                var body = decision.Body?.ToArray() ?? entry?.Body;
                entry = new Entry(record, record.IsBodyGone ? null : body);
                entries[key.Id] = entry;
            }

            return ValueTask.FromResult(new Applied<T>(decision.Answer, new LedgerSnapshot(entry?.Record)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult(entries.GetValueOrDefault(id)?.Record);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(EventKey key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult(entries.GetValueOrDefault(key.Id)?.Body is { } body ? (ReadOnlyMemory<byte>?)body : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var after = EventCursor.Parse(query.Cursor);
        var limit = Math.Clamp(query.Limit, 1, EventQuery.MaxLimit);
        lock (gate)
        {
            return ValueTask.FromResult(EventPage.OfAll(entries.Values.Select(entry => entry.Record).Where(query.Matches), after, limit));
        }
    }

    /// <inheritdoc/>
    public bool ReadsManyCheaply => true;

    /// <inheritdoc/>
    public ValueTask<long> CountDeadAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult(entries.Values.LongCount(entry => entry.Record.IsDeadLetter));
        }
    }

    /// <inheritdoc/>
    public ValueTask<long?> CountRetryingAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new ValueTask<long?>(entries.Values.LongCount(entry => entry.Record.Status == EventStatus.Retrying));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<PruneResult> PruneAsync(DateTimeOffset retainedSince, DateTimeOffset rememberedSince,
        CancellationToken cancellationToken)
    {
        List<EventRecord> retired;
        int removed;
        lock (gate)
        {
            retired = [.. entries.Values.Select(entry => entry.Record).Where(record => IsOver(record, retainedSince))];
            foreach (var record in retired)
            {
                entries[record.Id] = new Entry(record.ToTombstone(), null);
            }

            List<string> forgotten = [.. entries.Values.Select(entry => entry.Record)
                .Where(record => record.IsTombstone && record.ReceivedAt < rememberedSince).Select(record => record.Id)];
            removed = forgotten.Count(entries.Remove);
        }

        foreach (var reference in retired.Select(record => record.BodyReference).OfType<string>())
        {
            await (bodies?.DeleteAsync(reference, cancellationToken) ?? ValueTask.CompletedTask);
        }

        return new PruneResult(retired.Count, removed);
    }

    private static bool IsOver(EventRecord record, DateTimeOffset retainedSince) =>
        record is { IsFinished: true, IsTombstone: false } && record.ReceivedAt < retainedSince;

    private sealed record Entry(EventRecord Record, byte[]? Body);
}
