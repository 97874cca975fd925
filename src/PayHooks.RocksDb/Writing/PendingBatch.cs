using PayHooks.RocksDb.Engine;
using PayHooks.RocksDb.Events;
using PayHooks.RocksDb.Messages;
using PayHooks.RocksDb.Payments;

namespace PayHooks.RocksDb.Writing;

/// <summary>
/// What the operations of one batch see and change: the database and, before it, what the batch has changed so far. Belongs to the
/// writer's thread.
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

    /// <summary>What is to be written.</summary>
    public WriteBatch Changes { get; }

    /// <summary>The store's counters.</summary>
    public Counters Counters { get; }

    /// <summary>The queue.</summary>
    public MessageTable Messages { get; }

    /// <summary>The ledger.</summary>
    public EventTable Events { get; }

    /// <summary>The payments.</summary>
    public PaymentTable Payments { get; }

    /// <summary>Writes the changes, if there are any. They are not durable yet.</summary>
    /// <returns>Whether there were any.</returns>
    /// <exception cref="EngineException">Nothing of them is written, and what this object believes is wrong from now on.</exception>
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
