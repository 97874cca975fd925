using PayHooks.Diagnostics;
using PayHooks.Processing.Handlers;
using PayHooks.Storage;

namespace PayHooks.Processing.Pump;

/// <summary>
/// Starts messages while slots are free, in turn among the sources. If there are several sources, none holds more than three quarters of
/// the slots, so that one whose handlers hang leaves slots to the others. What cannot start waits here, and messages behind it are read:
/// otherwise a source's backlog would hide the others. Thread-safe.
/// </summary>
/// <param name="sources">The number of configured sources.</param>
/// <param name="start">
/// Starts a message: on the calling thread, which adds messages, or on another one, because the calling one has an outcome to make
/// durable. Work that begins on several threads at once takes the processors from responses.
/// </param>
/// <param name="usage">Learns when no slot is free.</param>
internal sealed class FairScheduler(int sources, Action<TakenMessage, FairScheduler.Place, bool> start, SlotUsage usage) : IDisposable
{
    /// <summary>The number of slots.</summary>
    public const int Slots = 64;

    /// <summary>The most slots of one source, if there are several.</summary>
    public const int MostOfSource = Slots * 3 / 4;

    /// <summary>The most messages that wait here.</summary>
    public const int MostWaiting = 4096;

    private const int MostBytesWaiting = 16 * 1024 * 1024;

    // A message takes one slot; a large one takes more, because its content is in memory.
    private const int BytesOfSlot = 256 * 1024;

    // A small message returns its slot when its handlers have ended, so that many outcomes can be committed together.
    private const int BytesOfSmall = 16 * 1024;

    private readonly int mostOfSource = sources > 1 ? MostOfSource : Slots;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Share> shares = new(StringComparer.Ordinal);
    private readonly LinkedList<Share> turns = new();
    private readonly SemaphoreSlim changed = new(0, 1);
    private int free = Slots;
    private int waiting;
    private long bytesWaiting;
    private bool isStopped;

    /// <summary>Waits until another message could start.</summary>
    /// <returns>How many.</returns>
    public async Task<int> WaitAsync(CancellationToken stopping)
    {
        while (true)
        {
            lock (gate)
            {
                if (free > 0 && waiting < MostWaiting && bytesWaiting < MostBytesWaiting)
                {
                    return free;
                }
            }

            await changed.WaitAsync(stopping);
        }
    }

    /// <summary>Starts a message now or later.</summary>
    public void Add(TakenMessage message, string source)
    {
        ArgumentNullException.ThrowIfNull(message);
        List<(TakenMessage Message, Place Place)> startable;
        lock (gate)
        {
            if (!shares.TryGetValue(source, out var share))
            {
                shares.Add(source, share = new Share(source));
            }

            if (share.Waiting.Count == 0)
            {
                turns.AddLast(share);
            }

            share.Waiting.Enqueue(message);
            waiting++;
            bytesWaiting += message.Text.Length;
            startable = Startable();
        }

        foreach (var (next, place) in startable)
        {
            start(next, place, true);
        }
    }

    /// <summary>Starts nothing more. What waits stays in the queue: the next process takes it.</summary>
    public void Stop()
    {
        lock (gate)
        {
            isStopped = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => changed.Dispose();

    private List<(TakenMessage Message, Place Place)> Startable()
    {
        List<(TakenMessage Message, Place Place)> startable = [];
        for (var turn = turns.First; turn is not null && free > 0 && !isStopped;)
        {
            var (next, share) = (turn.Next, turn.Value);
            var message = share.Waiting.Peek();
            var needed = Math.Min(mostOfSource, 1 + (message.Text.Length / BytesOfSlot));
            if (share.Held + needed <= mostOfSource)
            {
                if (needed > free)
                {
                    // A large message waits until enough slots are free; small ones behind it must not take them.
                    break;
                }

                startable.Add(Take(share, turn, needed));
                next ??= turns.First;
            }

            turn = next;
        }

        usage.Report(free == 0);
        return startable;
    }

    private (TakenMessage Message, Place Place) Take(Share share, LinkedListNode<Share> turn, int needed)
    {
        var message = share.Waiting.Dequeue();
        waiting--;
        bytesWaiting -= message.Text.Length;
        free -= needed;
        share.Held += needed;
        turns.Remove(turn);
        if (share.Waiting.Count > 0)
        {
            turns.AddLast(turn);
        }

        return (message, new Place(this, share, needed, message.Text.Length <= BytesOfSmall));
    }

    private void Free(Share share, int slots)
    {
        List<(TakenMessage Message, Place Place)> startable;
        lock (gate)
        {
            free += slots;
            share.Held -= slots;
            if (share is { Held: 0, Waiting.Count: 0 })
            {
                shares.Remove(share.Source);
            }

            // Even if a message that waited takes the slot at once: a server that is busy is not stuck.
            usage.Report(isFull: false);
            startable = Startable();
            if (changed.CurrentCount == 0)
            {
                changed.Release();
            }
        }

        foreach (var (message, place) in startable)
        {
            start(message, place, false);
        }
    }

    /// <summary>The slots of one message.</summary>
    public sealed class Place : IProcessingSlot
    {
        private readonly FairScheduler all;
        private readonly Share share;
        private readonly bool isSmall;
        private int left;

        internal Place(FairScheduler all, Share share, int held, bool isSmall) =>
            (this.all, this.share, left, this.isSmall) = (all, share, held, isSmall);

        /// <inheritdoc/>
        public void HandlersEnded()
        {
            if (isSmall)
            {
                GiveBack();
            }
        }

        /// <inheritdoc/>
        public void HandlerIgnoresCancellation() => GiveBack();

        /// <summary>Returns the slots, once.</summary>
        public void GiveBack()
        {
            if (Interlocked.Exchange(ref left, 0) is > 0 and var slots)
            {
                all.Free(share, slots);
            }
        }
    }

    /// <summary>The messages of one source.</summary>
    internal sealed class Share(string source)
    {
        public string Source { get; } = source;

        public Queue<TakenMessage> Waiting { get; } = new();

        public int Held { get; set; }
    }
}
