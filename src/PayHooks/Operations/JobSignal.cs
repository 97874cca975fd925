namespace PayHooks.Operations;

/// <summary>Tells the background jobs of this process that there is work. Other processes look for it every few seconds.</summary>
internal sealed class JobSignal : IDisposable
{
    private readonly SemaphoreSlim signal = new(0, 1);

    /// <summary>Ends the current or the next wait.</summary>
    public void Notify()
    {
        try
        {
            signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // The next wait ends at once anyway.
        }
    }

    /// <summary>Waits for a notification, at most for this time.</summary>
    public async Task WaitAsync(TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(most, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await signal.WaitAsync(linked.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Not notified.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => signal.Dispose();
}
