namespace PayHooks.Processing.Pump;

/// <summary>How many events are worked on at the same time.</summary>
internal sealed class ConcurrencyLimiter : IDisposable
{
    /// <summary>The limit, for small messages.</summary>
    public const int Most = 64;

    // A message takes one place, a large one more: what is taken is in memory.
    private const int BytesOfPlace = 256 * 1024;

    // A small one gives its place back when its handlers have ended: many outcomes then become durable together.
    private const int BytesOfSmall = 16 * 1024;

    private readonly SemaphoreSlim places = new(Most, Most);

    /// <summary>Waits for a free place, and takes it and others that are free.</summary>
    /// <returns>How many; at least 1.</returns>
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

    /// <summary>Gives back places for which there was no message.</summary>
    public void GiveBack(int unused)
    {
        if (unused > 0)
        {
            places.Release(unused);
        }
    }

    /// <summary>Lets a message have what it needs of the places taken, and waits for more if they are too few; a stop ends the
    /// wait.</summary>
    /// <param name="taken">The places taken.</param>
    /// <param name="bytes">The size of the message.</param>
    /// <param name="stopping">Ends when the process stops.</param>
    /// <returns>What the message occupies, and the places that are left.</returns>
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

    /// <summary>What one message occupies.</summary>
    public sealed class Place(ConcurrencyLimiter all, int held, bool isSmall)
    {
        private int left = held;

        /// <summary>Says that no handler runs any more; the outcome is not durable yet.</summary>
        public void HandlersEnded()
        {
            if (isSmall)
            {
                GiveBack();
            }
        }

        /// <summary>Gives back what is left.</summary>
        public void GiveBack()
        {
            all.GiveBack(left);
            left = 0;
        }
    }
}
