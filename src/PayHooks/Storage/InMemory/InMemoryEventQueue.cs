namespace PayHooks.Storage.InMemory;

/// <summary>An in-memory queue, for tests, demos and trying out handlers.</summary>
internal sealed class InMemoryEventQueue(TimeProvider time) : IEventQueue, IMessageSource
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, Message> messages = [];
    private readonly SortedSet<(DateTimeOffset Due, long Key)> waiting = [];
    private readonly DueSignal signal = new(time);
    private long lastKey;

    /// <summary>The maximum message size; lower it to exercise the body store.</summary>
    public int MaxTextBytes { get; set; } = int.MaxValue;

    // With a limit it acts as a text queue, like Azure's.
    /// <inheritdoc/>
    public bool TakesBytes => MaxTextBytes == int.MaxValue;

    /// <inheritdoc/>
    public ValueTask EnqueueAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, MaxTextBytes, nameof(text));
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        lock (gate)
        {
            var message = new Message(++lastKey, new MessageText(text.Envelope.ToArray(), text.Body.ToArray()));
            messages.Add(message.Key, message);
            MakeVisible(message, delay);
        }

        signal.Raise();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult<long>(messages.Count);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MessageText>> PeekAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(waiting.Count > 0 && waiting.Min.Due <= time.GetUtcNow() ? [messages[waiting.Min.Key].Text] : []);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TakenMessage>> TakeAsync(int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return signal.TakeAsync(() => ValueTask.FromResult(TakeDue(max)), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(TakenMessage message, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (Held(message) is { } held)
            {
                messages.Remove(held.Key);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ReturnAsync(TakenMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        lock (gate)
        {
            if (Held(message) is { } held)
            {
                MakeVisible(held, delay);
            }
        }

        signal.Raise();
        return ValueTask.CompletedTask;
    }

    private TakeResult TakeDue(int max)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            var taken = new List<TakenMessage>();
            while (taken.Count < max && waiting.Count > 0 && waiting.Min.Due <= now)
            {
                var message = messages[waiting.Min.Key];
                waiting.Remove(waiting.Min);
                message.IsTaken = true;
                message.Dequeues++;
                taken.Add(new TakenMessage(message.Key, message.Text, message.Dequeues));
            }

            return new TakeResult(taken, waiting.Count > 0 ? waiting.Min.Due : null);
        }
    }

    private void MakeVisible(Message message, TimeSpan delay)
    {
        message.IsTaken = false;
        waiting.Add((time.GetUtcNow() + delay, message.Key));
    }

    // A previous consumer must not complete a message that another one has dequeued since.
    private Message? Held(TakenMessage taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        return messages.TryGetValue(taken.Key, out var message) && message.IsTaken && message.Dequeues == taken.DequeueCount ? message
            : null;
    }

    private sealed class Message(long key, MessageText text)
    {
        public long Key { get; } = key;

        public MessageText Text { get; } = text;

        public int Dequeues { get; set; }

        public bool IsTaken { get; set; }
    }
}
