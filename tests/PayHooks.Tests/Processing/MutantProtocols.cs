using PayHooks.Processing.Protocol;
using PayHooks.Serialization;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Processing;

/// <summary>
/// The real code with two of its steps in the wrong order, made by what stands between it and its ports. Each is what a
/// hurried developer would write, and each breaks the promise only when a process dies at the wrong instant.
/// </summary>
internal static class MutantProtocols
{
    /// <summary>Answers 200, whatever becomes of the write.</summary>
    public static StorePorts AnswersBeforeItWrites(StorePorts ports) => ports with { Queue = new CarelessQueue(ports.Queue) };

    /// <summary>Writes that the event is completed, and then runs the handlers.</summary>
    public static StorePorts CompletesBeforeItHandles(StorePorts ports) => ports with { Ledger = new EarlyLedger(ports.Ledger) };

    /// <summary>Ends the message, and then enqueues the retry.</summary>
    public static StorePorts EndsBeforeItEnqueues(StorePorts ports)
    {
        var source = new RememberingSource(ports.Source);
        return ports with { Source = source, Queue = new BeforeRetryQueue(ports.Queue, source.EndAsync) };
    }

    /// <summary>Writes that a retry will come, and then enqueues it.</summary>
    public static StorePorts RecordsBeforeItEnqueues(StorePorts ports)
    {
        var queue = new HoldingQueue(ports.Queue);
        return ports with { Queue = queue, Ledger = new AfterRetryLedger(ports.Ledger, queue.ReleaseAsync) };
    }

    private static bool IsRetry(MessageText text) => MessageSerializer.Read(text).Message is RetryMessage;

    private sealed class CarelessQueue(IEventQueue inner) : Queue(inner)
    {
        private bool hasAnswered;

        public override async ValueTask EnqueueAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken)
        {
            try
            {
                await Inner.EnqueueAsync(text, delay, cancellationToken);
            }
            catch (Exception) when (!hasAnswered)
            {
                // The answer has gone out; there is nobody to tell.
            }

            hasAnswered = true;
        }
    }

    private sealed class BeforeRetryQueue(IEventQueue inner, Func<CancellationToken, ValueTask> before) : Queue(inner)
    {
        public override async ValueTask EnqueueAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken)
        {
            if (IsRetry(text))
            {
                await before(cancellationToken);
            }

            await Inner.EnqueueAsync(text, delay, cancellationToken);
        }
    }

    private sealed class HoldingQueue(IEventQueue inner) : Queue(inner)
    {
        private (MessageText Text, TimeSpan Delay)? held;

        public override async ValueTask EnqueueAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken)
        {
            if (IsRetry(text))
            {
                held = (text, delay);
                return;
            }

            await Inner.EnqueueAsync(text, delay, cancellationToken);
        }

        public async ValueTask ReleaseAsync(CancellationToken cancellationToken)
        {
            if (held is var (text, delay))
            {
                await Inner.EnqueueAsync(text, delay, cancellationToken);
                held = null;
            }
        }
    }

    private sealed class RememberingSource(IMessageSource inner) : IMessageSource
    {
        private TakenMessage? taken;

        public async ValueTask<IReadOnlyList<TakenMessage>> TakeAsync(int max, CancellationToken cancellationToken)
        {
            var some = await inner.TakeAsync(max, cancellationToken);
            taken = some[0];
            return some;
        }

        public ValueTask EndAsync(CancellationToken cancellationToken) => inner.DeleteAsync(taken!, cancellationToken);

        public ValueTask DeleteAsync(TakenMessage message, CancellationToken cancellationToken) =>
            inner.DeleteAsync(message, cancellationToken);

        public ValueTask ReturnAsync(TakenMessage message, TimeSpan delay, CancellationToken cancellationToken) =>
            inner.ReturnAsync(message, delay, cancellationToken);
    }

    private sealed class EarlyLedger(IEventLedger inner) : Ledger(inner)
    {
        public override async ValueTask<Applied<T>> ApplyAsync<T>(
            EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken)
        {
            var applied = await Inner.ApplyAsync(key, change, lastSeen, cancellationToken);
            if (applied.Answer is ClaimResult { Outcome: ClaimOutcome.Claimed })
            {
                await Inner.ApplyAsync<bool>(
                    key, current => new(true, current! with { Status = EventStatus.Completed }), applied.Now, cancellationToken);
            }

            return applied;
        }
    }

    private sealed class AfterRetryLedger(IEventLedger inner, Func<CancellationToken, ValueTask> after) : Ledger(inner)
    {
        public override async ValueTask<Applied<T>> ApplyAsync<T>(
            EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken)
        {
            var applied = await Inner.ApplyAsync(key, change, lastSeen, cancellationToken);
            if (applied.Now.Record?.Status == EventStatus.Retrying)
            {
                await after(cancellationToken);
            }

            return applied;
        }
    }

    private abstract class Queue(IEventQueue inner) : IEventQueue
    {
        protected IEventQueue Inner => inner;

        public int MaxTextBytes => inner.MaxTextBytes;

        public bool TakesBytes => inner.TakesBytes;

        public abstract ValueTask EnqueueAsync(MessageText text, TimeSpan delay, CancellationToken cancellationToken);

        public ValueTask<IReadOnlyList<MessageText>> PeekAsync(CancellationToken cancellationToken) =>
            inner.PeekAsync(cancellationToken);

        public ValueTask<long> CountAsync(CancellationToken cancellationToken) => inner.CountAsync(cancellationToken);
    }
}
