namespace PayHooks.Processing.Protocol;

/// <summary>How long a call of a store is waited for: one that never answers must not hold a message, a claim or a renewal up.</summary>
internal sealed class StoreTimeout : IDisposable
{
    /// <summary>The limit of one call.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource limit;
    private readonly CancellationTokenRegistration registration;

    /// <summary>Starts to wait.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Ends the wait too; none for what must not be left half done.</param>
    public StoreTimeout(TimeProvider time, CancellationToken stopping = default)
    {
        limit = new CancellationTokenSource(Limit, time);
        registration = stopping.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), limit);
    }

    /// <summary>Ends with the wait.</summary>
    public CancellationToken Token => limit.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        registration.Dispose();
        limit.Dispose();
    }
}
