using PayHooks.Payments;
using PayHooks.RocksDb.Operations;
using PayHooks.RocksDb.Payments;

namespace PayHooks.RocksDb;

/// <summary>The subject store of a <see cref="RocksDbStore"/>.</summary>
internal sealed class RocksDbSubjectStore(RocksDbStore store) : ISubjectStore
{
    /// <inheritdoc/>
    public ValueTask<T> ApplyAsync<T>(
        SubjectKey key, Func<SubjectRow?, (SubjectRow? Write, T Answer)> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new ValueTask<T>(store.Writer.WriteAsync(new ApplyToSubjectOperation<T>(key, change), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<SubjectRow?> FindAsync(SubjectKey key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(PaymentTable.Find(store.Database, key));

    /// <inheritdoc/>
    public async ValueTask MergeAsync(ReferenceKey key, ReferencedPayment payment, DateTimeOffset at,
        CancellationToken cancellationToken) =>
        await store.Writer.WriteAsync(new ChangeReferenceOperation(key, row => row.With(key, payment, at)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask EraseAsync(ReferenceKey key, string paymentId, CancellationToken cancellationToken) =>
        await store.Writer.WriteAsync(new ChangeReferenceOperation(key, row => row.Erased(key, paymentId)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReferencedPayment>> FindAsync(ReferenceKey key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(PaymentTable.Find(store.Database, key).Payments);

    /// <inheritdoc/>
    public async ValueTask RaiseAsync(RaisedFlag flag, CancellationToken cancellationToken) =>
        await store.Writer.WriteAsync(new RaiseFlagOperation(flag), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RaisedFlag>> ListFlagsAsync(int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RaisedFlag>>(
            [.. PaymentTable.Flags(store.Database).OrderByDescending(flag => flag.At).Take(limit)]);

    /// <inheritdoc/>
    public async ValueTask RemoveFlagsAsync(SubjectKey subject, CancellationToken cancellationToken)
    {
        List<RaisedFlag> flags = [.. PaymentTable.Flags(store.Database).Where(flag => flag.Subject == subject)];
        await store.Writer.WriteAsync(new RemoveFlagsOperation(flags), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> PruneAsync(DateTimeOffset rememberedSince, IReadOnlySet<string> kept, CancellationToken cancellationToken) =>
        store.Clock.FindDoubt() is null
            ? new ValueTask<int>(new PaymentPruning(store).RunAsync(rememberedSince, kept, cancellationToken))
            : ValueTask.FromResult(0);

    public ValueTask<IReadOnlyList<RaisedFlag>> ListUnseenFlagsAsync(int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RaisedFlag>>(
            [.. PaymentTable.Flags(store.Database).Where(flag => flag.SeenAt is null).OrderByDescending(flag => flag.At).Take(limit)]);

    /// <inheritdoc/>
    public ValueTask<bool> MarkSeenAsync(SubjectKey subject, DateTimeOffset at, CancellationToken cancellationToken) =>
        new(store.Writer.WriteAsync(new MarkSeenOperation(subject, at), cancellationToken));
}
