using Azure;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests.Throttling;

/// <summary>
/// A real queue with the test's clock: a delayed message is sent without delay, and the clock moves by the delay before the next message
/// is received. As the platform does, it receives again after a failure, and ignores that a message is gone.
/// </summary>
internal sealed class PromptMessages(ManualTime time, IMessageSource source)
{
    private TimeSpan owed;

    public StorePorts Rewire(StorePorts ports) =>
        ports with { Queue = new PromptQueue(this, ports.Queue), Source = new PromptSource(this, source) };

    private void Owe(TimeSpan delay) => owed = delay > owed ? delay : owed;

    private void Pay()
    {
        time.Advance(owed);
        owed = TimeSpan.Zero;
    }

    private sealed class PromptQueue(PromptMessages messages, IEventQueue inner) : IEventQueue
    {
        public int MaxTextBytes => inner.MaxTextBytes;

        public bool TakesBytes => inner.TakesBytes;

        public ValueTask EnqueueAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken)
        {
            messages.Owe(delay);
            return inner.EnqueueAsync(text, TimeSpan.Zero, cancellationToken);
        }

        public ValueTask<IReadOnlyList<MessageText>> PeekAsync(CancellationToken cancellationToken) =>
            inner.PeekAsync(cancellationToken);

        public ValueTask<long> CountAsync(CancellationToken cancellationToken) => inner.CountAsync(cancellationToken);
    }

    private sealed class PromptSource(PromptMessages messages, IMessageSource inner) : IMessageSource
    {
        public async ValueTask<IReadOnlyList<TakenMessage>> TakeAsync(int max, CancellationToken cancellationToken)
        {
            messages.Pay();
            while (true)
            {
                try
                {
                    return await inner.TakeAsync(max, cancellationToken);
                }
                catch (Exception e) when (e is RequestFailedException or AggregateException)
                {
                    // The listener polls again.
                }
            }
        }

        public async ValueTask DeleteAsync(TakenMessage message, CancellationToken cancellationToken)
        {
            try
            {
                await inner.DeleteAsync(message, cancellationToken);
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException)
            {
                // Gone, or comes again.
            }
        }

        public async ValueTask ReturnAsync(TakenMessage message, TimeSpan delay, CancellationToken cancellationToken)
        {
            messages.Owe(delay);
            try
            {
                await inner.ReturnAsync(message, TimeSpan.Zero, cancellationToken);
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException)
            {
                // Comes again.
            }
        }
    }
}
