namespace PayHooks.Processing.Pump;

/// <summary>How many messages the pump has, at each stage.</summary>
internal sealed class ConcurrencyLimiter : IDisposable
{
    /// <summary>Of how many events handlers run at the same time.</summary>
    public const int Turns = 64;

    // As many again are taken and wait for a turn: no more, because a crash counts against each of them. A message takes one place, a
    // large one more: what is taken is in memory.
    private const int Places = 2 * Turns;
    private const int BytesOfPlace = 256 * 1024;

    // Of small messages whose handlers have ended and whose outcome is not yet durable: so the store writes large groups.
    private const int MostSettling = 6 * Turns;
    private const int BytesOfSmall = 16 * 1024;

    private readonly SemaphoreSlim places = new(Places, Places);
    private readonly SemaphoreSlim turns = new(Turns, Turns);
    private readonly SemaphoreSlim settling = new(MostSettling, MostSettling);

    /// <summary>Waits for a free place, and takes it and others that are free.</summary>
    /// <returns>How many; at least 1.</returns>
    public async Task<int> TakeAsync(int most, CancellationToken stopping)
    {
        await places.WaitAsync(stopping);
        var taken = 1;
        while (taken < most && places.Wait(0, CancellationToken.None))
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

    /// <summary>Lets a message have one of the places taken, and waits for the others it needs; a stop ends the wait.</summary>
    public async Task<Place> HoldAsync(int bytes, CancellationToken stopping)
    {
        var held = 1;
        while (held < Turns && held <= bytes / BytesOfPlace && await WaitAsync(places, stopping))
        {
            held++;
        }

        return new Place(this, held, bytes <= BytesOfSmall);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        places.Dispose();
        turns.Dispose();
        settling.Dispose();
    }

    private static async Task<bool> WaitAsync(SemaphoreSlim semaphore, CancellationToken stopping)
    {
        await semaphore.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stopping.IsCancellationRequested;
    }

    /// <summary>What one message occupies.</summary>
    public sealed class Place(ConcurrencyLimiter all, int held, bool isSmall)
    {
        private bool hasTurn;
        private bool isSettling;

        /// <summary>Waits until handlers may run; a stop ends the wait.</summary>
        public async Task WaitForTurnAsync(CancellationToken stopping) => hasTurn = await WaitAsync(all.turns, stopping);

        /// <summary>Says that no handler runs any more; the outcome is not durable yet.</summary>
        public void HandlersEnded()
        {
            GiveTurn();
            if (isSmall && !isSettling && all.settling.Wait(0, CancellationToken.None))
            {
                isSettling = true;
                all.places.Release(held);
            }
        }

        /// <summary>Gives everything back.</summary>
        public void GiveBack()
        {
            GiveTurn();
            if (isSettling)
            {
                all.settling.Release();
            }
            else
            {
                all.places.Release(held);
            }
        }

        private void GiveTurn()
        {
            if (hasTurn)
            {
                hasTurn = false;
                all.turns.Release();
            }
        }
    }
}
