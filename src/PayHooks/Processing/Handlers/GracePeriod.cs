namespace PayHooks.Processing.Handlers;

/// <summary>The time that a handler has to end after cancellation. A handler that exceeds it ignores the cancellation.</summary>
internal sealed class GracePeriod : IDisposable
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly Action whenOver;
    private readonly CancellationTokenRegistration registration;
    private ITimer? timer;
    private bool isDisposed;

    /// <summary>Starts when the token is canceled.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="whenOver">Called once, unless this object is disposed first.</param>
    /// <param name="cancelled">The handler's token.</param>
    public GracePeriod(TimeProvider time, Action whenOver, CancellationToken cancelled)
    {
        this.time = time;
        this.whenOver = whenOver;
        registration = cancelled.UnsafeRegister(static state => ((GracePeriod)state!).Begin(), this);
    }

    /// <summary>Whether the period ended before the handler did.</summary>
    public bool IsOver { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        registration.Unregister();
        lock (gate)
        {
            isDisposed = true;
            timer?.Dispose();
        }
    }

    private void Begin()
    {
        lock (gate)
        {
            if (!isDisposed)
            {
                timer = time.CreateTimer(static state => ((GracePeriod)state!).End(), this, Length, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void End()
    {
        lock (gate)
        {
            if (!isDisposed)
            {
                IsOver = true;
                whenOver();
            }
        }
    }
}
