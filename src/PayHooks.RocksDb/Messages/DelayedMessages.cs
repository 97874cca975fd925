using PayHooks.Storage;

namespace PayHooks.RocksDb.Messages;

/// <summary>Messages with a due time, in due order. They stay in the database until they are taken.</summary>
internal sealed class DelayedMessages(MessageReader reader)
{
    private readonly Lock gate = new();

    // Everything before this key has been taken. Scans start here to skip deleted keys.
    private (long Due, long Number) from = (1, 0);

    // When the next message may be due; null if none is waiting. Unknown at the start.
    private long? nextDue = 0;

    // The earliest due time added while the database was being read.
    private (long Due, long Number)? added;

    /// <summary>When the next message is due, in UTC ticks; null if none is waiting.</summary>
    public long? NextDue
    {
        get
        {
            lock (gate)
            {
                return nextDue;
            }
        }
    }

    /// <summary>Adds a message.</summary>
    public void Add(long due, long number)
    {
        lock (gate)
        {
            var key = (due, number);
            if (added is null || key.CompareTo(added.Value) < 0)
            {
                added = key;
            }

            Lower(key);
        }
    }

    /// <summary>Takes due messages until <paramref name="taken"/> holds <paramref name="max"/>. One caller at a time.</summary>
    public void Take(long now, int max, int maxBytes, List<TakenMessage> taken, ref int bytes)
    {
        if (taken.Count >= max || bytes >= maxBytes || NextDue is not { } next || next > now)
        {
            return;
        }

        (long Due, long Number) reached;
        lock (gate)
        {
            reached = from;
            added = null;
        }

        using var range = reader.Range(reached.Due, reached.Number, long.MaxValue, long.MaxValue);
        var found = range.ToFirst();
        for (; found && Keys.Number(range.Key) is var due && due <= now && taken.Count < max && bytes < maxBytes; found = range.ToNext())
        {
            reached = (due, Keys.Number(range.Key[Keys.NumberLength..]) + 1);
            if (reader.Take(range) is { } message)
            {
                taken.Add(message);
                bytes += message.Text.Length;
            }
        }

        var following = found ? Keys.Number(range.Key) : (long?)null;
        lock (gate)
        {
            (from, nextDue) = (reached, following);
            if (added is { } meanwhile)
            {
                Lower(meanwhile);
            }
        }
    }

    /// <summary>Reads the message that was due first, without its body; null if none is due.</summary>
    public MessageText? Peek(long now)
    {
        (long Due, long Number) start;
        lock (gate)
        {
            if (nextDue is null || nextDue > now)
            {
                return null;
            }

            start = from;
        }

        using var range = reader.Range(start.Due, start.Number, long.MaxValue, long.MaxValue);
        return reader.Peek(range, now);
    }

    private void Lower((long Due, long Number) key)
    {
        if (key.CompareTo(from) < 0)
        {
            from = key;
        }

        if (nextDue is null || key.Due < nextDue)
        {
            nextDue = key.Due;
        }
    }
}
