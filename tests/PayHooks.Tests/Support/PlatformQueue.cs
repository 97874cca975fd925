using PayHooks.Storage;

namespace PayHooks.Tests.Support;

/// <summary>
/// A queue as Azure's platform keeps it, on the test's clock: a message whose receiver was killed is visible again ten minutes after it
/// was received.
/// </summary>
internal sealed class PlatformQueue(TimeProvider time) : IEventQueue, IMessageSource, IGuardQueue
{
    private static readonly TimeSpan Invisible = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly List<Message> messages = [];
    private long last;

    public int MaxTextBytes => 64 * 1024;

    public bool TakesBytes => false;

    /// <summary>What was asked for about guards.</summary>
    public List<string> GuardRequests { get; } = [];

    /// <summary>Whether guards can be written, but neither postponed nor removed.</summary>
    public bool LosesGuards { get; init; }

    public ValueTask EnqueueAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Add(text, delay);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<MessageText>> PeekAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult<long>(messages.Count);
        }
    }

    /// <summary>Takes what is visible, which may be nothing.</summary>
    public ValueTask<IReadOnlyList<TakenMessage>> TakeAsync(int max, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var visible = messages.Where(message => message.VisibleAt <= time.GetUtcNow()).Take(max).ToArray();
            foreach (var message in visible)
            {
                message.Dequeues++;
                message.Receipt++;
                message.VisibleAt = time.GetUtcNow() + Invisible;
            }

            return ValueTask.FromResult<IReadOnlyList<TakenMessage>>(
                [.. visible.Select(message => new TakenMessage(message.Key, message.Text, message.Dequeues))]);
        }
    }

    public ValueTask DeleteAsync(TakenMessage message, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            messages.RemoveAll(one => one.Key == message.Key && one.Dequeues == message.DequeueCount);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ReturnAsync(TakenMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (messages.Find(one => one.Key == message.Key && one.Dequeues == message.DequeueCount) is { } held)
            {
                held.VisibleAt = time.GetUtcNow() + delay;
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<GuardReceipt> AddAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            GuardRequests.Add("add");
            return ValueTask.FromResult(ReceiptOf(Add(text, delay)));
        }
    }

    public ValueTask<GuardReceipt?> PostponeAsync(GuardReceipt guard, TimeSpan delay, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            GuardRequests.Add("postpone");
            if (LosesGuards)
            {
                throw new IOException("Away.");
            }

            if (Find(guard) is not { } message)
            {
                return ValueTask.FromResult<GuardReceipt?>(null);
            }

            message.Receipt++;
            message.VisibleAt = time.GetUtcNow() + delay;
            return ValueTask.FromResult<GuardReceipt?>(ReceiptOf(message));
        }
    }

    public ValueTask RemoveAsync(GuardReceipt guard, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            GuardRequests.Add("remove");
            if (LosesGuards)
            {
                throw new IOException("Away.");
            }

            if (Find(guard) is { } message)
            {
                messages.Remove(message);
            }
        }

        return ValueTask.CompletedTask;
    }

    private Message Add(MessageText text, TimeSpan delay)
    {
        var message = new Message(++last, text) { VisibleAt = time.GetUtcNow() + delay };
        messages.Add(message);
        return message;
    }

    private Message? Find(GuardReceipt guard) => messages.Find(message => ReceiptOf(message) == guard);

    private static GuardReceipt ReceiptOf(Message message) => new(0, $"{message.Key}", $"{message.Receipt}");

    private sealed class Message(long key, MessageText text)
    {
        public long Key => key;

        public MessageText Text => text;

        public DateTimeOffset VisibleAt { get; set; }

        public int Dequeues { get; set; }

        public int Receipt { get; set; }
    }
}
