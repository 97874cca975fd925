using PayHooks.RocksDb.Engine;
using PayHooks.Storage;

namespace PayHooks.RocksDb.Messages;

/// <summary>The writer's view of the queue.</summary>
internal sealed class MessageTable(Database database, WriteBatch changes, Counters counters, WaitingMessages waiting)
{
    /// <summary>Adds a message.</summary>
    /// <param name="due">When it is due, in UTC ticks; 0 for at once.</param>
    /// <param name="text">The message.</param>
    /// <returns>Its number.</returns>
    public long Insert(long due, MessageText text)
    {
        var number = counters.NextNumber();
        Put(number, due, 0, text);
        if (text.HasBody)
        {
            Span<byte> key = stackalloc byte[Keys.NumberLength];
            changes.Put(Family.Bodies, Keys.OfNumber(key, number), text.Body.Span);
        }

        counters.AddMessages(1);
        return number;
    }

    /// <summary>Removes a taken message, and its body unless an event owns it. Does nothing if another consumer has since taken the
    /// message.</summary>
    public void Delete(TakenMessage message)
    {
        if (waiting.Taken.Remove(message.Key, message.DequeueCount) is not { } taken)
        {
            return;
        }

        Span<byte> key = stackalloc byte[Keys.QueueLength];
        changes.Delete(Family.Queue, Keys.OfMessage(key, taken.Due, message.Key));
        counters.AddMessages(-1);
        var number = Keys.OfNumber(key, message.Key);
        if (taken.Body == BodyOwner.Message || (taken.Body == BodyOwner.Unknown && !database.Contains(Family.Events, number)))
        {
            changes.Delete(Family.Bodies, number);
        }
    }

    /// <summary>Requeues a taken message. Does nothing if another consumer has since taken it.</summary>
    /// <returns>Whether the message was requeued.</returns>
    public bool Return(TakenMessage message, long due)
    {
        if (waiting.Taken.Remove(message.Key, message.DequeueCount) is not { } taken)
        {
            return false;
        }

        if (due != taken.Due)
        {
            Span<byte> key = stackalloc byte[Keys.QueueLength];
            changes.Delete(Family.Queue, Keys.OfMessage(key, taken.Due, message.Key));
        }

        Put(message.Key, due, message.DequeueCount, message.Text);
        return true;
    }

    private void Put(long number, long due, int dequeues, MessageText text)
    {
        Span<byte> key = stackalloc byte[Keys.QueueLength];
        Span<byte> header = stackalloc byte[StoredMessage.HeaderLength];
        StoredMessage.WriteHeader(header, dequeues, text.HasBody);
        changes.Put(Family.Queue, Keys.OfMessage(key, due, number), header, text.Envelope.Span);
    }
}
