using PayHooks.Processing.Protocol;
using PayHooks.Payments;
using PayHooks.Serialization;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing.Model;

/// <summary>The queue as one worker has it.</summary>
internal sealed class WorkerQueue(SimWorker worker, SimQueue queue) : IEventQueue, IGuardQueue
{
    // The guards that this worker has written.
    private readonly Dictionary<string, SimMessage> guards = [];

    public int MaxTextBytes => int.MaxValue;

    public bool TakesBytes => true;

    public async ValueTask EnqueueAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken) =>
        await worker.CallAsync(
        MessageSerializer.Read(text).Message is RetryMessage ? "enqueues a retry" : "puts its message back as a new one",
        isRenewal: false,
        () =>
        {
            queue.Add(text, delay);
            return ValueTask.FromResult(true);
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<MessageText>> PeekAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<GuardReceipt> AddAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken) =>
        worker.CallGuardAsync(
            () =>
            {
                var receipt = new GuardReceipt(0, $"{guards.Count}", "");
                guards.Add(receipt.Id, queue.Add(text, delay));
                return receipt;
            },
            cancellationToken);

    public ValueTask<GuardReceipt?> PostponeAsync(GuardReceipt guard, TimeSpan delay, CancellationToken cancellationToken) =>
        worker.CallGuardAsync(() => queue.Postpone(guards[guard.Id], delay) ? guard : null, cancellationToken);

    public async ValueTask RemoveAsync(GuardReceipt guard, CancellationToken cancellationToken) => await worker.CallAsync(
        "removes its guard",
        isRenewal: false,
        () =>
        {
            queue.Remove(guards[guard.Id]);
            return ValueTask.FromResult(true);
        },
        cancellationToken);
}

/// <summary>The ledger as one worker has it: every call waits until the simulation lets it go on.</summary>
internal sealed class WorkerLedger(SimWorker worker, ModelWorld world) : Ledger(world.LedgerOf(worker))
{
    public override ValueTask<Applied<T>> ApplyAsync<T>(
        EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken)
    {
        var known = world.Check.FindById(key.Id);
        var decision = change(known);
        return worker.CallAsync(
            Describe(known, decision),
            known is not null && IsRenewal(known, change),
            () => Inner.ApplyAsync(key, change, lastSeen, CancellationToken.None),
            cancellationToken);
    }

    public override ValueTask<EventRecord?> FindAsync(EventKey key, CancellationToken cancellationToken) =>
        worker.CallAsync("reads another event", isRenewal: false, () => Inner.FindAsync(key, CancellationToken.None), cancellationToken);

    public override ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(EventKey key, CancellationToken cancellationToken) =>
        worker.CallAsync("reads the body", isRenewal: false, () => Inner.ReadBodyAsync(key, CancellationToken.None), cancellationToken);

    // Asked of the claim as its holder believes it to be: a renewal of a claim that is lost is a renewal too. Asked once more of what it
    // writes: the first write of a claim also says what the event did to its payment.
    private bool IsRenewal<T>(EventRecord known, LedgerChange<T> change)
    {
        var held = known with
        {
            Owner = worker.Owner,
            Generation = worker.Generation,
            Status = EventStatus.Processing,
            LeaseUntil = DateTimeOffset.MinValue,
        };
        if (change(held).Write is not { } first)
        {
            return false;
        }

        var amended = first with { LeaseUntil = held.LeaseUntil };
        return change(amended).Write is { } write
            && write.LeaseUntil != held.LeaseUntil && write with { LeaseUntil = held.LeaseUntil } == amended;
    }

    private static string Describe<T>(EventRecord? known, LedgerDecision<T> decision) => decision switch
    {
        { Answer: ClaimResult answer } => $"asks for a claim (as it stands: {answer.Outcome})",
        { Write: null } => "writes to the ledger (as it stands: nothing to write)",
        { Write.Owner: null } => "releases its claim",
        { Write: { } write } when write.Status != known?.Status => $"writes that the event is {write.Status}",
        _ => "writes that a handler has finished",
    };
}

/// <summary>The payments as one worker has them: every call waits, as those of the ledger do.</summary>
internal sealed class WorkerSubjects(SimWorker worker, ISubjectStore inner) : Subjects(inner)
{
    public override ValueTask<T> ApplyAsync<T>(
        SubjectKey key, Func<SubjectRow?, (SubjectRow? Write, T Answer)> change, CancellationToken cancellationToken) => worker.CallAsync(
            $"applies to {SubjectTexts.Of(key.Kind)} {key.Id}",
            isRenewal: false,
            () => Inner.ApplyAsync(key, change, CancellationToken.None),
            cancellationToken);

    public override ValueTask<SubjectRow?> FindAsync(SubjectKey key, CancellationToken cancellationToken) => worker.CallAsync(
        $"reads {SubjectTexts.Of(key.Kind)} {key.Id}", isRenewal: false, () =>
            Inner.FindAsync(key, CancellationToken.None), cancellationToken);

    public override async ValueTask MergeAsync(
        ReferenceKey key, ReferencedPayment payment, DateTimeOffset at, CancellationToken cancellationToken) => await worker.CallAsync(
        $"adds {payment.Id}{(payment.IsPaid ? ", paid," : "")} to {key.Reference}",
        isRenewal: false,
        async () =>
        {
            await Inner.MergeAsync(key, payment, at, CancellationToken.None);
            return true;
        },
        cancellationToken);

    public override ValueTask<IReadOnlyList<ReferencedPayment>> FindAsync(ReferenceKey key, CancellationToken cancellationToken) =>
        worker.CallAsync(
        $"reads {key.Reference}", isRenewal: false, () => Inner.FindAsync(key, CancellationToken.None), cancellationToken);

    public override async ValueTask RaiseAsync(RaisedFlag flag, CancellationToken cancellationToken) => await worker.CallAsync(
        $"raises {flag.Flag} of {flag.Subject.Id}",
        isRenewal: false,
        async () =>
        {
            await Inner.RaiseAsync(flag, CancellationToken.None);
            return true;
        },
        cancellationToken);
}

/// <summary>The rows that all workers share, as one worker reads them.</summary>
internal sealed class WorkerState(SimWorker worker, IStateStore inner) : IStateStore
{
    public ValueTask<IReadOnlyList<StateRow>> ListAsync(
        string partition, string? after, int limit, CancellationToken cancellationToken) => worker.CallAsync(
        $"reads the rows of {partition}",
        isRenewal: false,
        () => inner.ListAsync(partition, after, limit, CancellationToken.None),
        cancellationToken);

    public ValueTask<StateRow?> FindAsync(string partition, string key, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<StateRow?> WriteAsync(
        string partition, string key, ReadOnlyMemory<byte> value, string? tag, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<bool> DeleteAsync(string partition, string key, string tag, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask RemoveBeforeAsync(string partition, string before, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

/// <summary>The payments themselves, with an eye on every row that is written: its version rises.</summary>
internal sealed class WatchedSubjects(ISubjectStore inner, Invariants check) : Subjects(inner)
{
    public override async ValueTask<T> ApplyAsync<T>(
        SubjectKey key, Func<SubjectRow?, (SubjectRow? Write, T Answer)> change, CancellationToken cancellationToken)
    {
        (SubjectRow? Before, SubjectRow? After) seen = default;
        var answer = await Inner.ApplyAsync(
            key,
            current =>
            {
                var decision = change(current);
                seen = (current, decision.Write);
                return decision;
            },
            cancellationToken);
        if (seen.After?.Version <= seen.Before?.Version)
        {
            check.Fail($"The version of {key.Id} was {seen.Before!.Version} and became {seen.After!.Version}.");
        }

        return answer;
    }
}

/// <summary>
/// The ledger itself, with an eye on every record that is written. One call after the other: a renewal goes on beside the
/// simulation, and what was written first must be seen first. If it is given the payments, it changes them in the same write as a claim.
/// </summary>
internal sealed class NotifyingLedger(
    IEventLedger inner, SimWorker worker, Invariants check, SemaphoreSlim turn, ISubjectStore? payments) : Ledger(inner)
{
    public override async ValueTask<Applied<T>> ApplyAsync<T>(
        EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            (EventRecord? Before, EventRecord? After, SubjectChange? Payment) seen = default;
            var applied = await Inner.ApplyAsync(
                key,
                current =>
                {
                    var decision = change(current);
                    seen = (current, decision.Write, decision.Payment);
                    return decision;
                },
                lastSeen,
                cancellationToken);
            if (seen.After is not null)
            {
                check.Written(worker, seen.Before, seen.After);
            }

            return payments is not null && applied.Payment is null && seen.Payment is { } payment
                ? applied with { Payment = await ApplyAsync(payment, payments) }
                : applied;
        }
        finally
        {
            turn.Release();
        }
    }

    private static async ValueTask<SubjectAnswer> ApplyAsync(SubjectChange payment, ISubjectStore payments)
    {
        if (payment.Reference is { } reference)
        {
            await payments.MergeAsync(reference.Key, reference.Payment, reference.At, CancellationToken.None);
        }

        return await payments.ApplyAsync(payment.Key, payment.Decide, CancellationToken.None);
    }
}
