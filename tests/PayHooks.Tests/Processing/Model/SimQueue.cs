using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Tests.Processing.Model;

/// <summary>A queue that delivers at least once: a taken message may come to somebody else while its taker still works on it.</summary>
internal sealed class SimQueue(Func<DateTimeOffset> world)
{
    private readonly List<SimMessage> messages = [];
    private int lastReceipt;

    public IReadOnlyList<SimMessage> All => messages;

    /// <summary>When the next message becomes visible, or null.</summary>
    public DateTimeOffset? NextDue => messages.Where(message => message.Receipt == 0).Min(message => (DateTimeOffset?)message.VisibleAt);

    public SimMessage Add(MessageText text, TimeSpan delay)
    {
        var message = new SimMessage(text, MessageSerializer.Read(text).Message!) { VisibleAt = world() + delay };
        messages.Add(message);
        return message;
    }

    /// <summary>Keeps a message invisible that nobody has taken yet; tells whether it could.</summary>
    public bool Postpone(SimMessage message, TimeSpan delay)
    {
        if (message.Dequeues > 0)
        {
            return false;
        }

        message.VisibleAt = world() + delay;
        return true;
    }

    /// <summary>Ends a message that nobody has taken yet.</summary>
    public void Remove(SimMessage message)
    {
        if (message.Dequeues == 0)
        {
            messages.Remove(message);
        }
    }

    /// <summary>Takes one of the visible messages, or none.</summary>
    public (SimMessage Message, int Receipt)? Take(int which)
    {
        var visible = messages.Where(message => message.Receipt == 0 && message.VisibleAt <= world()).OrderBy(message => message.VisibleAt)
            .ToArray();
        if (visible.Length == 0)
        {
            return null;
        }

        var taken = visible[which % visible.Length];
        taken.Dequeues++;
        taken.Receipt = ++lastReceipt;
        return (taken, taken.Receipt);
    }

    /// <summary>Ends a message, unless somebody else has taken it since.</summary>
    public bool Delete(SimMessage message, int receipt) => message.Receipt == receipt && messages.Remove(message);

    /// <summary>Makes a message visible again, whoever works on it.</summary>
    public bool Return(SimMessage message, int receipt, TimeSpan delay)
    {
        if (message.Receipt != receipt || !messages.Contains(message))
        {
            return false;
        }

        (message.Receipt, message.VisibleAt) = (0, world() + delay);
        return true;
    }
}

internal sealed class SimMessage(MessageText text, QueueMessage content)
{
    public MessageText Text => text;

    public QueueMessage Content => content;

    public DateTimeOffset VisibleAt { get; set; }

    public int Dequeues { get; set; }

    /// <summary>Who has taken it; 0 while nobody has.</summary>
    public int Receipt { get; set; }
}
