using PayHooks.Payments;

namespace PayHooks.Operations;

/// <summary>Lists the unseen flags of payments and marks them as seen.</summary>
internal sealed class FlagOperations(ISubjectStore store, TimeProvider time)
{
    private const int Most = 1000;

    /// <summary>The unseen flags, newest first.</summary>
    public ValueTask<IReadOnlyList<RaisedFlag>> ListAsync(CancellationToken cancellationToken) =>
        store.ListUnseenFlagsAsync(Most, cancellationToken);

    /// <summary>The number of payments and payouts with unseen flags.</summary>
    public async ValueTask<int> CountAsync(CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).Select(flag => flag.Subject).Distinct().Count();

    /// <summary>Marks the flags of a payment or payout as seen; false if it has none.</summary>
    public async ValueTask<bool> MarkSeenAsync(string source, SubjectKind kind, string id, CancellationToken cancellationToken)
    {
        var any = false;
        foreach (var mode in SubjectKey.Modes)
        {
            any |= await store.MarkSeenAsync(new SubjectKey(source, kind, mode, id), time.GetUtcNow(), cancellationToken);
        }

        return any;
    }
}
