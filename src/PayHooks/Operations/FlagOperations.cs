using PayHooks.Payments;

namespace PayHooks.Operations;

/// <summary>What people do with the flags of payments: look at those that nobody has seen, and mark them as seen.</summary>
internal sealed class FlagOperations(ISubjectStore store, TimeProvider time)
{
    private const int Most = 1000;

    private static readonly string[] Modes = ["", "live", "test"];

    /// <summary>The flags that nobody has seen, newest first.</summary>
    public ValueTask<IReadOnlyList<RaisedFlag>> ListAsync(CancellationToken cancellationToken) =>
        store.ListUnseenFlagsAsync(Most, cancellationToken);

    /// <summary>How many payments, and payouts, have flags that nobody has seen.</summary>
    public async ValueTask<int> CountAsync(CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).Select(flag => flag.Subject).Distinct().Count();

    /// <summary>Marks the flags of a payment or a payout as seen; false when it has none.</summary>
    public async ValueTask<bool> MarkSeenAsync(string source, SubjectKind kind, string id, CancellationToken cancellationToken)
    {
        var any = false;
        foreach (var mode in Modes)
        {
            any |= await store.MarkSeenAsync(new SubjectKey(source, kind, mode, id), time.GetUtcNow(), cancellationToken);
        }

        return any;
    }
}
