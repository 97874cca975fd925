using PayHooks.RocksDb.Engine;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Messages;

/// <summary>
/// The consumers' view of the queue: waiting and taken messages. New messages are passed on in memory; the database is read only for a
/// backlog and for messages of an earlier process.
/// </summary>
internal sealed class WaitingMessages
{
    // One message in this many is a delayed one, if any is due, so that new deliveries and retries do not starve each other.
    private const int DelayedEvery = 4;

    // The maximum taken at a time, because the messages are held in memory.
    private const int MostBytes = 4 * 1024 * 1024;

    private readonly TimeProvider time;
    private readonly ReadyMessages ready;
    private readonly DelayedMessages delayed;

    // One consumer takes at a time; it may read the database.
    private readonly Lock taker = new();
    private int turn;

    public WaitingMessages(Database database, Counters counters, TimeProvider time)
    {
        this.time = time;
        var reader = new MessageReader(database, Taken);
        ready = new ReadyMessages(reader, counters.LastNumber);
        delayed = new DelayedMessages(reader);
        Changed = new DueSignal(time);
    }

    /// <summary>The taken messages.</summary>
    public TakenMessages Taken { get; } = new();

    /// <summary>Raised whenever a message may have become due.</summary>
    public DueSignal Changed { get; }

    /// <summary>Takes due messages.</summary>
    public TakeResult Take(int max)
    {
        lock (taker)
        {
            var now = time.GetUtcNow().UtcTicks;
            var taken = new List<TakenMessage>();
            var bytes = 0;
            delayed.Take(now, DelayedShare(max), MostBytes, taken, ref bytes);
            ready.Take(max, MostBytes, taken, ref bytes);
            delayed.Take(now, max, MostBytes, taken, ref bytes);
            return new TakeResult(taken, taken.Count == 0 && delayed.NextDue is { } next ? new DateTimeOffset(next, TimeSpan.Zero) : null);
        }
    }

    /// <summary>Reads the messages of both kinds that have waited longest, without taking them.</summary>
    public IReadOnlyList<MessageText> Peek() =>
        [.. new[] { ready.Peek(), delayed.Peek(time.GetUtcNow().UtcTicks) }.OfType<MessageText>()];

    /// <summary>Called when a message is durable.</summary>
    /// <param name="number">The message's number.</param>
    /// <param name="due">The message's due time; 0 for immediately.</param>
    /// <param name="text">The message.</param>
    public void Enqueued(long number, long due, MessageText text)
    {
        if (due == 0)
        {
            ready.Add(new ReadyMessage(number, 0, text, text.HasBody ? BodyOwner.Message : BodyOwner.None));
        }
        else
        {
            delayed.Add(due, number);
        }

        Changed.Raise();
    }

    /// <summary>Called when a taken message was requeued.</summary>
    public void Returned(TakenMessage message, long due)
    {
        if (due == 0)
        {
            var body = message.Text.HasBody ? BodyOwner.Unknown : BodyOwner.None;
            ready.AddReturned(new ReadyMessage(message.Key, message.DequeueCount, message.Text, body));
        }
        else
        {
            delayed.Add(due, message.Key);
        }

        Changed.Raise();
    }

    /// <summary>Called when the due time of a waiting message was changed.</summary>
    public void MadeDue(long due, long number)
    {
        delayed.Add(due, number);
        Changed.Raise();
    }

    private int DelayedShare(int max)
    {
        var share = ((turn % DelayedEvery) + max) / DelayedEvery;
        turn += max;
        return share;
    }
}
