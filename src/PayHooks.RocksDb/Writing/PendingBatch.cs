using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Events;
using PayHooks.RocksDb.Messages;
using PayHooks.RocksDb.Payments;

namespace PayHooks.RocksDb.Writing;

/// <summary>
/// The view of the operations in one batch: the database, overlaid with the batch's pending changes. Used by the writer's thread only.
/// </summary>
internal sealed class PendingBatch : IDisposable
{
    private readonly Database database;

    public PendingBatch(Database database, Counters counters, WaitingMessages messages)
    {
        this.database = database;
        Changes = database.NewBatch();
        Counters = counters;
        Messages = new MessageTable(database, Changes, counters, messages);
        Events = new EventTable(database, Changes, counters, messages);
        Payments = new PaymentTable(database, Changes);
    }

    /// <summary>The pending changes.</summary>
    public WriteBatch Changes { get; }

    /// <summary>The store's counters.</summary>
    public Counters Counters { get; }

    /// <summary>The queue.</summary>
    public MessageTable Messages { get; }

    /// <summary>The ledger.</summary>
    public EventTable Events { get; }

    /// <summary>The payments.</summary>
    public PaymentTable Payments { get; }

    /// <summary>Writes the changes, if any. They are not durable yet.</summary>
    /// <returns>Whether there were any changes.</returns>
    /// <exception cref="EngineException">No change was written, and the state of this object is invalid from now on.</exception>
    public bool Write()
    {
        var any = Changes.Count > 0;
        if (any)
        {
            Counters.Write(Changes);
            database.Write(Changes);
            Changes.Clear();
        }

        Events.Written();
        Payments.Written();
        return any;
    }

    /// <inheritdoc/>
    public void Dispose() => Changes.Dispose();
}
