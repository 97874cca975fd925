using PayHooks.Storage;

namespace PayHooks.Faults.Proof;

/// <summary>What the store holds at the end.</summary>
/// <param name="Entries">Its events.</param>
/// <param name="MessagesLeft">How many messages still wait.</param>
/// <param name="Damage">What a check of the store's integrity found, or null.</param>
internal sealed record LedgerView(IReadOnlyList<LedgerEntry> Entries, long MessagesLeft, string? Damage);

/// <summary>An event in the ledger.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsCompleted">Whether it is completed; otherwise it is stuck, because nothing fails in this run but the server.</param>
/// <param name="Deliveries">How many deliveries of it were counted.</param>
/// <param name="Crashes">How many of its claims were taken over because their process had vanished.</param>
internal readonly record struct LedgerEntry(string Id, bool IsCompleted, int Deliveries, int Crashes)
{
    /// <summary>Of a record.</summary>
    public static LedgerEntry Of(EventRecord record) =>
        new(record.Id, record.Status == EventStatus.Completed, record.Deliveries, record.Crashes);
}
