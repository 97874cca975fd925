using Microsoft.Extensions.Hosting;

namespace PayHooks.Scheduling;

/// <summary>Work that a long-running process repeats until it stops. A failure is logged, and the work is tried again.</summary>
internal abstract class RepeatedWork(TimeProvider time) : BackgroundService
{
    /// <summary>How long to wait before the first time.</summary>
    protected virtual TimeSpan FirstWait => TimeSpan.Zero;

    /// <summary>How long to wait after each time.</summary>
    protected abstract TimeSpan Wait { get; }

    /// <summary>Whether there can be work in this process.</summary>
    protected virtual bool IsNeeded => true;

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host's start must not wait for what comes before the first await.
        await Task.Yield();
        if (!IsNeeded)
        {
            return;
        }

        try
        {
            await Task.Delay(FirstWait, time, stoppingToken);
            while (true)
            {
                try
                {
                    await RunOnceAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(e);
                }

                await WaitAsync(Wait, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: the next process continues.
        }
    }

    /// <summary>Does the work once.</summary>
    protected abstract Task RunOnceAsync(CancellationToken stopping);

    /// <summary>Waits; may return early if there is work.</summary>
    protected virtual Task WaitAsync(TimeSpan wait, TimeProvider time, CancellationToken stopping) => Task.Delay(wait, time, stopping);

    /// <summary>Logs a failure.</summary>
    protected abstract void LogFailed(Exception error);
}
