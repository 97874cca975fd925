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

    private readonly MessageReader reader;
    private readonly Lock gate = new();
    private readonly Queue<ReadyMessage> inMemory = new();
    private int bytesInMemory;

    // Whether messages with these numbers or higher ones wait in the database alone.
    private bool isSpilled = true;
    private long spilledFrom;

    // What has a higher number may not be durable yet.
    private long durableThrough;

    /// <param name="reader">Reads what is not in memory.</param>
    /// <param name="lastNumber">The last number of the process before.</param>
    public ReadyMessages(MessageReader reader, long lastNumber) => (this.reader, durableThrough) = (reader, lastNumber);

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
        while (taken.Count < max && bytes < maxBytes && TryTake(out var message))
        {
            taken.Add(message);
            bytes += message.Text.Length;
        }

        if (taken.Count < max && bytes < maxBytes && isSpilled)
        {
            Read(max, maxBytes, taken, ref bytes);
        }
    }

    private bool TryTake(out TakenMessage message)
    {
        lock (gate)
        {
            if (!inMemory.TryDequeue(out var ready))
            {
                message = null!;
                return false;
            }

            bytesInMemory -= ready.Text.Length;
            message = new TakenMessage(ready.Number, ready.Text, ready.Dequeues + 1);
            reader.Taken.TryAdd(ready.Number, new TakenState(0, message.DequeueCount, ready.Body));
            return true;
        }
    }

    private void Read(int max, int maxBytes, List<TakenMessage> taken, ref int bytes)
    {
        long from, through;
        lock (gate)
        {
            (from, through) = (spilledFrom, durableThrough);
        }

        using var range = reader.Range(0, from, 0, through + 1);
        var found = range.ToFirst();
        for (; found && taken.Count < max && bytes < maxBytes; found = range.ToNext())
        {
            from = Keys.Number(range.Key[Keys.NumberLength..]) + 1;
            if (reader.Take(range) is { } message)
            {
                taken.Add(message);
                bytes += message.Text.Length;
            }
        }

        lock (gate)
        {
            spilledFrom = found ? from : through + 1;
            isSpilled = spilledFrom <= durableThrough;
        }
    }
}

/// <summary>A message that waits in memory.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Dequeues">How often it was taken.</param>
/// <param name="Text">The message.</param>
/// <param name="Body">Who owns its body.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReadyMessage(long Number, int Dequeues, ReadOnlyMemory<byte> Text, BodyOwner Body);
