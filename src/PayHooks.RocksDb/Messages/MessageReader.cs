using PayHooks.RocksDb.Engine;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Messages;

/// <summary>Reads messages from the database for consumers.</summary>
internal sealed class MessageReader(Database database, TakenMessages taken)
{
    /// <summary>The taken messages.</summary>
    public TakenMessages Taken => taken;

    /// <summary>Returns the messages from one key up to another, exclusive.</summary>
    public KeyRange Range(long fromDue, long fromNumber, long untilDue, long untilNumber)
    {
        Span<byte> from = stackalloc byte[Keys.QueueLength];
        Span<byte> until = stackalloc byte[Keys.QueueLength];
        return database.Range(Family.Queue, Keys.OfMessage(from, fromDue, fromNumber), Keys.OfMessage(until, untilDue, untilNumber));
    }

    /// <summary>Reads the message at the range's position, and its dequeue count.</summary>
    public (MessageText Text, int Dequeues) Read(KeyRange range)
    {
        var (dequeues, hasBody) = StoredMessage.ReadHeader(range.Value);
        var envelope = range.Value[StoredMessage.HeaderLength..].ToArray();
        return (new MessageText(envelope, hasBody ? Body(Keys.Number(range.Key[Keys.NumberLength..])) : default), dequeues);
    }

    /// <summary>Takes the message at the range's position; null if it is already taken.</summary>
    public TakenMessage? Take(KeyRange range)
    {
        var (due, number) = (Keys.Number(range.Key), Keys.Number(range.Key[Keys.NumberLength..]));
        var (dequeues, hasBody) = StoredMessage.ReadHeader(range.Value);
        if (!taken.TryAdd(number, new TakenState(due, dequeues + 1, hasBody ? BodyOwner.Unknown : BodyOwner.None)))
        {
            return null;
        }

        return new TakenMessage(number, Read(range).Text, dequeues + 1);
    }

    /// <summary>Reads the first message of a range that is due and not taken, without its body; null if there is none.</summary>
    public MessageText? Peek(KeyRange range, long now)
    {
        for (var found = range.ToFirst(); found && Keys.Number(range.Key) <= now; found = range.ToNext())
        {
            if (!taken.Contains(Keys.Number(range.Key[Keys.NumberLength..])))
            {
                return new MessageText(range.Value[StoredMessage.HeaderLength..].ToArray(), default);
            }
        }

        return null;
    }

    private byte[] Body(long number)
    {
        Span<byte> key = stackalloc byte[Keys.NumberLength];
        using var body = database.Get(Family.Bodies, Keys.OfNumber(key, number));
        return body.Bytes.ToArray();
    }
}
