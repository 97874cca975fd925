using System.Runtime.InteropServices;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Messages;

/// <summary>
/// Messages without a delay, in number order. The first ones are held in memory; beyond a limit, later ones are read from the database when
/// they are needed.
/// </summary>
internal sealed class ReadyMessages
{
    private const int MostInMemory = 2048;
    private const int MostBytesInMemory = 4 * 1024 * 1024;

    // The number of messages read from the database at a time.
    private const int MostRead = 256;
    private const int MostBytesRead = 1024 * 1024;

    private readonly MessageReader reader;
    private readonly Lock gate = new();
    private readonly Queue<ReadyMessage> inMemory = new();
    private readonly long lastOfEarlier;
    private int bytesInMemory;

    // Messages with this number or higher are waiting in the database only.
    private bool isSpilled = true;
    private long spilledFrom;

    // Messages with higher numbers may not be durable yet.
    private long durableThrough;

    /// <param name="reader">Reads messages that are not in memory.</param>
    /// <param name="lastNumber">The last number assigned by the previous process.</param>
    public ReadyMessages(MessageReader reader, long lastNumber) =>
        (this.reader, lastOfEarlier, durableThrough) = (reader, lastNumber, lastNumber);

    /// <summary>Adds a durable message. Must be called in number order.</summary>
    public void Add(ReadyMessage message)
    {
        lock (gate)
        {
            durableThrough = message.Number;
            if (isSpilled)
            {
                return;
            }

            if (inMemory.Count >= MostInMemory || bytesInMemory >= MostBytesInMemory)
            {
                (isSpilled, spilledFrom) = (true, message.Number);
                return;
            }

            AddReturned(message);
        }
    }

    /// <summary>Adds a requeued message, whose number may be higher than those read next.</summary>
    public void AddReturned(ReadyMessage message)
    {
        lock (gate)
        {
            inMemory.Enqueue(message);
            bytesInMemory += message.Text.Length;
        }
    }

    /// <summary>Takes messages until <paramref name="taken"/> holds <paramref name="max"/>. One caller at a time.</summary>
    public void Take(int max, int maxBytes, List<TakenMessage> taken, ref int bytes)
    {
        while (taken.Count < max && bytes < maxBytes)
        {
            if (TryTake(out var message))
            {
                taken.Add(message);
                bytes += message.Text.Length;
            }
            else if (!Volatile.Read(ref isSpilled) || !Read())
            {
                return;
            }
        }
    }

    /// <summary>Reads the message that has waited longest, without its body; null if none waits.</summary>
    public MessageText? Peek()
    {
        long from, through;
        lock (gate)
        {
            if (inMemory.TryPeek(out var first))
            {
                return new MessageText(first.Text.Envelope, default);
            }

            if (!isSpilled)
            {
                return null;
            }

            (from, through) = (spilledFrom, durableThrough);
        }

        using var range = reader.Range(0, from, 0, through + 1);
        return reader.Peek(range, long.MaxValue);
    }

    private bool TryTake(out TakenMessage message)
    {
        lock (gate)
        {
            while (inMemory.TryDequeue(out var ready))
            {
                bytesInMemory -= ready.Text.Length;
                message = new TakenMessage(ready.Number, ready.Text, ready.Dequeues + 1);
                if (reader.Taken.TryAdd(ready.Number, new TakenState(0, message.DequeueCount, ready.Body)))
                {
                    return true;
                }
            }

            message = null!;
            return false;
        }
    }

    // Reads the next messages that are waiting in the database only; false if there were none.
    private bool Read()
    {
        long from, through;
        lock (gate)
        {
            (from, through) = (spilledFrom, durableThrough);
        }

        var (read, bytes) = (new List<ReadyMessage>(), 0);
        using var range = reader.Range(0, from, 0, through + 1);
        var found = range.ToFirst();
        for (; found && read.Count < MostRead && bytes < MostBytesRead; found = range.ToNext())
        {
            var number = Keys.Number(range.Key[Keys.NumberLength..]);
            from = number + 1;
            if (!reader.Taken.Contains(number))
            {
                // No event can own the body of a message that this process stored and has not yet taken.
                var (text, dequeues) = reader.Read(range);
                var isNew = number > lastOfEarlier && dequeues == 0;
                var owner = !text.HasBody ? BodyOwner.None : isNew ? BodyOwner.Message : BodyOwner.Unknown;
                read.Add(new ReadyMessage(number, dequeues, text, owner));
                bytes += text.Length;
            }
        }

        lock (gate)
        {
            read.ForEach(AddReturned);
            spilledFrom = found ? from : through + 1;
            isSpilled = spilledFrom <= durableThrough;
        }

        return read.Count > 0;
    }
}

/// <summary>A message waiting in memory.</summary>
/// <param name="Number">The message's number.</param>
/// <param name="Dequeues">How often the message was taken.</param>
/// <param name="Text">The message.</param>
/// <param name="Body">The owner of the message's body.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReadyMessage(long Number, int Dequeues, MessageText Text, BodyOwner Body);
