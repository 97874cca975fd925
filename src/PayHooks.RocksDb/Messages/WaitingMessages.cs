using PayHooks.RocksDb.Engine;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Messages;

/// <summary>
/// The takers' side of the queue: which messages wait, and who has which. New messages are handed on in memory; only what comes faster
/// than it is taken, and what an earlier process left, is read from the database.
/// </summary>
internal sealed class WaitingMessages
{
    // One message in so many is a delayed one, if one is due: neither new deliveries nor a crowd of retries may starve the other.
    private const int DelayedEvery = 4;

    // Taken at once: their texts are in memory.
    private const int MostBytes = 4 * 1024 * 1024;

    private readonly TimeProvider time;
    private readonly ReadyMessages ready;
    private readonly DelayedMessages delayed;

    // One taker at a time; it may read the database.
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

    /// <summary>Who has which message.</summary>
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

    /// <summary>A message was made durable.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="due">Its due time; 0 for at once.</param>
    /// <param name="text">Its text.</param>
    public void Enqueued(long number, long due, ReadOnlyMemory<byte> text)
    {
        if (due == 0)
        {
            var hasBody = StoredMessage.Split(text.Span).HasBody;
            ready.Add(new ReadyMessage(number, 0, text, hasBody ? BodyOwner.Message : BodyOwner.None));
        }
        else
        {
            delayed.Add(due, number);
        }

        Changed.Raise();
    }

    /// <summary>A taken message waits again.</summary>
    public void Returned(TakenMessage message, long due)
    {
        if (due == 0)
        {
            var hasBody = StoredMessage.Split(message.Text.Span).HasBody;
            var body = hasBody ? BodyOwner.Unknown : BodyOwner.None;
            ready.AddReturned(new ReadyMessage(message.Key, message.DequeueCount, message.Text, body));
        }
        else
        {
            delayed.Add(due, message.Key);
        }

        Changed.Raise();
    }

    /// <summary>A message that waits was given another due time.</summary>
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
