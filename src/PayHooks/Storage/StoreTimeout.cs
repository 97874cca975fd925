namespace PayHooks.Storage;

/// <summary>Limits a call to a store: one that never returns must not hold up a message, a claim or a renewal.</summary>
internal sealed class StoreTimeout : IDisposable
{
    /// <summary>The limit of one call.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource limit;
    private readonly CancellationTokenRegistration registration;

    /// <summary>Starts the timeout.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Also cancels the wait; omit it for calls that must not be interrupted.</param>
    public StoreTimeout(TimeProvider time, CancellationToken stopping = default)
    {
        limit = new CancellationTokenSource(Limit, time);
        registration = stopping.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), limit);
    }

    /// <summary>Canceled when the wait ends.</summary>
    public CancellationToken Token => limit.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        registration.Dispose();
        limit.Dispose();
    }
}
