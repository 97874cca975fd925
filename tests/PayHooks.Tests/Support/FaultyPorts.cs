using PayHooks.Payments;
using PayHooks.Storage;

namespace PayHooks.Tests.Support;

/// <summary>The ports of one store, which a test may put something before.</summary>
internal sealed record StorePorts(IEventQueue Queue, IMessageSource Source, IEventLedger Ledger);

internal sealed class FaultyQueue(IEventQueue inner, FaultPlan plan, int? maxTextBytes = null) : IEventQueue
{
    public int MaxTextBytes => maxTextBytes ?? inner.MaxTextBytes;

    public bool TakesBytes => maxTextBytes is null && inner.TakesBytes;

    public ValueTask EnqueueAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.EnqueueAsync(text, delay, cancellationToken), cancellationToken);

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => inner.CountAsync(cancellationToken);

    public ValueTask<IReadOnlyList<MessageText>> PeekAsync(CancellationToken cancellationToken) => inner.PeekAsync(cancellationToken);
}

internal sealed class FaultyGuardQueue(IGuardQueue inner, FaultPlan plan) : IGuardQueue
{
    public ValueTask<GuardReceipt> AddAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.AddAsync(text, delay, cancellationToken), cancellationToken);

    public ValueTask<GuardReceipt?> PostponeAsync(GuardReceipt guard, TimeSpan delay, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.PostponeAsync(guard, delay, cancellationToken), cancellationToken);

    public ValueTask RemoveAsync(GuardReceipt guard, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.RemoveAsync(guard, cancellationToken), cancellationToken);
}

/// <summary>Taking is not struck: what was not taken is still there.</summary>
internal sealed class FaultySource(IMessageSource inner, FaultPlan plan) : IMessageSource
{
    public ValueTask<IReadOnlyList<TakenMessage>> TakeAsync(int max, CancellationToken cancellationToken) =>
        inner.TakeAsync(max, cancellationToken);

    public ValueTask DeleteAsync(TakenMessage message, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.DeleteAsync(message, cancellationToken), cancellationToken);

    public ValueTask ReturnAsync(TakenMessage message, TimeSpan delay, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.ReturnAsync(message, delay, cancellationToken), cancellationToken);
}

internal sealed class FaultyBodyStore(IBodyStore inner, FaultPlan plan) : IBodyStore
{
    public IEnumerable<string> CopiesOf(string reference, IEnumerable<DateTimeOffset> receivedAt) => inner.CopiesOf(reference, receivedAt);

    public ValueTask<string> PutAsync(string name, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.PutAsync(name, body, cancellationToken), cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string reference, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.GetAsync(reference, cancellationToken), cancellationToken);

    public ValueTask DeleteAsync(string reference, CancellationToken cancellationToken) => inner.DeleteAsync(reference, cancellationToken);
}

internal sealed class FaultySubjectStore(ISubjectStore inner, FaultPlan plan) : ISubjectStore
{
    public ValueTask<T> ApplyAsync<T>(SubjectKey key, Func<SubjectRow?, (SubjectRow? Write, T Answer)> change,
        CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.ApplyAsync(key, change, cancellationToken), cancellationToken);

    public ValueTask<SubjectRow?> FindAsync(SubjectKey key, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.FindAsync(key, cancellationToken), cancellationToken);

    public ValueTask MergeAsync(ReferenceKey key, ReferencedPayment payment, DateTimeOffset at, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.MergeAsync(key, payment, at, cancellationToken), cancellationToken);

    public ValueTask EraseAsync(ReferenceKey key, string paymentId, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.EraseAsync(key, paymentId, cancellationToken), cancellationToken);

    public ValueTask RemoveFlagsAsync(SubjectKey subject, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.RemoveFlagsAsync(subject, cancellationToken), cancellationToken);

    public ValueTask<int> PruneAsync(DateTimeOffset rememberedSince, IReadOnlySet<string> kept, CancellationToken cancellationToken) =>
        inner.PruneAsync(rememberedSince, kept, cancellationToken);

    public ValueTask<IReadOnlyList<ReferencedPayment>> FindAsync(ReferenceKey key, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.FindAsync(key, cancellationToken), cancellationToken);

    public ValueTask RaiseAsync(RaisedFlag flag, CancellationToken cancellationToken) =>
        plan.CallAsync(() => inner.RaiseAsync(flag, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<RaisedFlag>> ListFlagsAsync(int limit, CancellationToken cancellationToken) =>
        inner.ListFlagsAsync(limit, cancellationToken);

    public ValueTask<IReadOnlyList<RaisedFlag>> ListUnseenFlagsAsync(int limit, CancellationToken cancellationToken) =>
        inner.ListUnseenFlagsAsync(limit, cancellationToken);

    public ValueTask<bool> MarkSeenAsync(SubjectKey subject, DateTimeOffset at, CancellationToken cancellationToken) =>
        inner.MarkSeenAsync(subject, at, cancellationToken);
}

internal sealed class FaultyLedger(IEventLedger inner, FaultPlan plan) : Ledger(inner)
{
    public override ValueTask<Applied<T>> ApplyAsync<T>(
        EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken) =>
        plan.CallAsync(() => Inner.ApplyAsync(key, change, lastSeen, cancellationToken), cancellationToken);

    public override ValueTask<EventRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        plan.CallAsync(() => Inner.FindAsync(id, cancellationToken), cancellationToken);

    public override ValueTask<EventRecord?> FindAsync(EventKey key, CancellationToken cancellationToken) =>
        plan.CallAsync(() => Inner.FindAsync(key, cancellationToken), cancellationToken);

    public override ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(EventKey key, CancellationToken cancellationToken) =>
        plan.CallAsync(() => Inner.ReadBodyAsync(key, cancellationToken), cancellationToken);
}
