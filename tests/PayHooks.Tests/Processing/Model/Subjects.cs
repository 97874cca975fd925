using PayHooks.Payments;

namespace PayHooks.Tests.Processing.Model;

/// <summary>Passes every call on to other payments.</summary>
internal abstract class Subjects(ISubjectStore inner) : ISubjectStore
{
    protected ISubjectStore Inner => inner;

    public virtual ValueTask<T> ApplyAsync<T>(
        SubjectKey key, Func<SubjectRow?, (SubjectRow? Write, T Answer)> change, CancellationToken cancellationToken) =>
        inner.ApplyAsync(key, change, cancellationToken);

    public virtual ValueTask<SubjectRow?> FindAsync(SubjectKey key, CancellationToken cancellationToken) =>
        inner.FindAsync(key, cancellationToken);

    public virtual ValueTask MergeAsync(
        ReferenceKey key, ReferencedPayment payment, DateTimeOffset at, CancellationToken cancellationToken) =>
        inner.MergeAsync(key, payment, at, cancellationToken);

    public virtual ValueTask EraseAsync(ReferenceKey key, string paymentId, CancellationToken cancellationToken) =>
        inner.EraseAsync(key, paymentId, cancellationToken);

    public virtual ValueTask<IReadOnlyList<ReferencedPayment>> FindAsync(ReferenceKey key, CancellationToken cancellationToken) =>
        inner.FindAsync(key, cancellationToken);

    public virtual ValueTask RaiseAsync(RaisedFlag flag, CancellationToken cancellationToken) => inner.RaiseAsync(flag, cancellationToken);

    public virtual ValueTask<IReadOnlyList<RaisedFlag>> ListFlagsAsync(int limit, CancellationToken cancellationToken) =>
        inner.ListFlagsAsync(limit, cancellationToken);

    public virtual ValueTask RemoveFlagsAsync(SubjectKey subject, CancellationToken cancellationToken) =>
        inner.RemoveFlagsAsync(subject, cancellationToken);

    public virtual ValueTask<int> PruneAsync(
        DateTimeOffset rememberedSince, IReadOnlySet<string> kept, CancellationToken cancellationToken) =>
        inner.PruneAsync(rememberedSince, kept, cancellationToken);

    public virtual ValueTask<IReadOnlyList<RaisedFlag>> ListUnseenFlagsAsync(int limit, CancellationToken cancellationToken) =>
        inner.ListUnseenFlagsAsync(limit, cancellationToken);

    public virtual ValueTask<bool> MarkSeenAsync(SubjectKey subject, DateTimeOffset at, CancellationToken cancellationToken) =>
        inner.MarkSeenAsync(subject, at, cancellationToken);
}
