using PayHooks.Payments;

namespace PayHooks.Storage.InMemory;

/// <summary>An in-memory payment store, for tests, demos and trying out handlers.</summary>
internal sealed class InMemorySubjectStore : ISubjectStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<SubjectKey, SubjectRow> rows = [];
    private readonly Dictionary<(SubjectKey, string), RaisedFlag> flags = [];
    private readonly Dictionary<ReferenceKey, ReferenceRow> references = [];

    /// <inheritdoc/>
    public ValueTask<T> ApplyAsync<T>(
        SubjectKey key, Func<SubjectRow?, (SubjectRow? Write, T Answer)> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (gate)
        {
            var (write, answer) = change(rows.GetValueOrDefault(key));
            if (write is not null)
            {
                rows[key] = write;
            }

            return ValueTask.FromResult(answer);
        }
    }

    /// <inheritdoc/>
    public ValueTask<SubjectRow?> FindAsync(SubjectKey key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult(rows.GetValueOrDefault(key));
        }
    }

    /// <inheritdoc/>
    public ValueTask MergeAsync(ReferenceKey key, ReferencedPayment payment, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            references[key] = references.GetValueOrDefault(key, ReferenceRow.Empty).With(key, payment, at);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask EraseAsync(ReferenceKey key, string paymentId, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (references.TryGetValue(key, out var row))
            {
                references[key] = row.Erased(key, paymentId);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RaiseAsync(RaisedFlag flag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(flag);
        lock (gate)
        {
            flags.TryAdd((flag.Subject, flag.Flag), flag);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RaisedFlag>> ListFlagsAsync(int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult<IReadOnlyList<RaisedFlag>>([.. flags.Values.OrderByDescending(flag => flag.At).Take(limit)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask RemoveFlagsAsync(SubjectKey subject, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var key in flags.Keys.Where(key => key.Item1 == subject).ToList())
            {
                flags.Remove(key);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<int> PruneAsync(DateTimeOffset rememberedSince, IReadOnlySet<string> kept, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            List<SubjectKey> old = [.. rows.Where(row => row.Value.LastEventAt < rememberedSince).Select(row => row.Key)];
            List<ReferenceKey> over = [.. references.Where(row => row.Value.IsOver(rememberedSince)).Select(row => row.Key)];
            foreach (var key in flags.Where(flag => flag.Value.At < rememberedSince).Select(flag => flag.Key).ToList())
            {
                flags.Remove(key);
            }

            return ValueTask.FromResult(old.Count(key => !kept.Contains(key.Hash()) && rows.Remove(key)) + over.Count(references.Remove));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RaisedFlag>> ListUnseenFlagsAsync(int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult<IReadOnlyList<RaisedFlag>>(
                [.. flags.Values.Where(flag => flag.SeenAt is null).OrderByDescending(flag => flag.At).Take(limit)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> MarkSeenAsync(SubjectKey subject, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var listed = flags.Values.Where(flag => flag.Subject == subject).ToList();
            foreach (var flag in listed.Where(flag => flag.SeenAt is null))
            {
                flags[(subject, flag.Flag)] = flag with { SeenAt = at };
            }

            return ValueTask.FromResult(listed.Count > 0);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReferencedPayment>> FindAsync(ReferenceKey key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult(references.GetValueOrDefault(key, ReferenceRow.Empty).Payments);
        }
    }
}
