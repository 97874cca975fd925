namespace PayHooks.Processing.Pump;

/// <summary>Limits how many events are processed concurrently.</summary>
internal sealed class ConcurrencyLimiter : IDisposable
{
    /// <summary>The limit for small messages.</summary>
    public const int Most = 64;

    // A message takes one slot; a large one takes more, because its content is in memory.
    private const int BytesOfPlace = 256 * 1024;

    // A small message returns its slot when its handlers have ended, so that many outcomes can be committed together.
    private const int BytesOfSmall = 16 * 1024;

    private readonly SemaphoreSlim places = new(Most, Most);

    /// <summary>Waits for a free slot and takes it along with any others that are free.</summary>
    /// <returns>The number of slots taken; at least 1.</returns>
    public async Task<int> TakeAsync(CancellationToken stopping)
    {
        await places.WaitAsync(stopping);
        var taken = 1;
        while (places.Wait(0, CancellationToken.None))
        {
            taken++;
        }

        return taken;
    }

    /// <summary>Returns slots for which there was no message.</summary>
    public void GiveBack(int unused)
    {
        if (unused > 0)
        {
            places.Release(unused);
        }
    }

    /// <summary>Assigns a message the slots that it needs from those taken, and waits for more if there are too few; shutdown ends the
    /// wait.</summary>
    /// <param name="taken">The number of slots taken.</param>
    /// <param name="bytes">The size of the message.</param>
    /// <param name="stopping">Canceled when the process stops.</param>
    /// <returns>The message's slots, and the number left over.</returns>
    public async ValueTask<(Place Place, int Left)> HoldAsync(int taken, int bytes, CancellationToken stopping)
    {
        var needed = Math.Min(Most, 1 + (bytes / BytesOfPlace));
        while (taken < needed)
        {
            await places.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
            {
                return (new Place(this, taken, isSmall: false), 0);
            }

            taken++;
        }

        return (new Place(this, needed, bytes <= BytesOfSmall), taken - needed);
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    /// <summary>The slots of one message.</summary>
    public sealed class Place(ConcurrencyLimiter all, int held, bool isSmall)
    {
        private int left = held;

        /// <summary>Call when no handler is running any more; the outcome is not durable yet.</summary>
        public void HandlersEnded()
        {
            if (isSmall)
            {
                GiveBack();
            }
        }

        /// <summary>Returns the remaining slots.</summary>
        public void GiveBack()
        {
            all.GiveBack(left);
            left = 0;
        }
    }
}
