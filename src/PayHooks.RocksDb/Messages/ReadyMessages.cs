using System.Runtime.InteropServices;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Messages;

/// <summary>
/// Messages without a delay, in the order of their numbers. The first of them are in memory; once there are too many, those behind are
/// read from the database when it is their turn.
/// </summary>
internal sealed class ReadyMessages
{
    private const int MostInMemory = 2048;
    private const int MostBytesInMemory = 4 * 1024 * 1024;

    // Read from the database at once.
    private const int MostRead = 256;
    private const int MostBytesRead = 1024 * 1024;

    private readonly MessageReader reader;
    private readonly Lock gate = new();
    private readonly Queue<ReadyMessage> inMemory = new();
    private readonly long lastOfEarlier;
    private int bytesInMemory;

    // Whether messages with these numbers or higher ones wait in the database alone.
    private bool isSpilled = true;
    private long spilledFrom;

    // What has a higher number may not be durable yet.
    private long durableThrough;

    /// <param name="reader">Reads what is not in memory.</param>
    /// <param name="lastNumber">The last number of the process before.</param>
    public ReadyMessages(MessageReader reader, long lastNumber) =>
        (this.reader, lastOfEarlier, durableThrough) = (reader, lastNumber, lastNumber);

    /// <summary>Adds a message that is durable; in the order of the numbers.</summary>
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

    /// <summary>Adds a message that waits again: its number may be behind those that are read next.</summary>
    public void AddReturned(ReadyMessage message)
    {
        lock (gate)
        {
            inMemory.Enqueue(message);
            bytesInMemory += message.Text.Length;
        }
    }

    /// <summary>Takes messages until <paramref name="taken"/> has <paramref name="max"/>. By one taker at a time.</summary>
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

    // The next ones of those that wait in the database alone; false when there were none.
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
                // What this process stored and has not yet taken, no event has.
                var (text, dequeues, hasBody) = reader.Read(range);
                var owner = !hasBody ? BodyOwner.None : number > lastOfEarlier && dequeues == 0 ? BodyOwner.Message : BodyOwner.Unknown;
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

/// <summary>A message that waits in memory.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Dequeues">How often it was taken.</param>
/// <param name="Text">The message.</param>
/// <param name="Body">Who owns its body.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReadyMessage(long Number, int Dequeues, ReadOnlyMemory<byte> Text, BodyOwner Body);
