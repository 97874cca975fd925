using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PayHooks.Configuration;
using PayHooks.Operations.Metrics;
using PayHooks.Storage;

namespace PayHooks.Operations;

/// <summary>
/// Writes what this process has seen of its sources, rejected and counted to the store every few seconds, and a last time when the host
/// has stopped. A killed process loses the last seconds of rejections, and of a busy source at most the last minute; genuine deliveries
/// themselves are in the queue before they are acknowledged.
/// </summary>
internal sealed partial class ActivityWriter(
    IServiceProvider services, SourceActivityRecorder activity, PayHooksOptions options, TimeProvider time, ILogger<ActivityWriter> logger)
        : IHostedLifecycleService, IDisposable
{
    /// <summary>The interval between writes, if there is anything to write.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource stopping = new();
    private Task work = Task.CompletedTask;
    private bool areNamed;
    private bool isDisposed;

    /// <summary>Starts writing. The store is only opened once the host has checked its configuration.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        work = RunAsync();
        return Task.CompletedTask;
    }

    /// <summary>Writes everything that is left, after the last request and the last handler.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await work;

        // Not canceled with the host's time for stopping, which slow handlers may have used up.
        using var limit = new CancellationTokenSource(LastWrite, time);
        await TryWriteAsync(all: true, limit.Token);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The container disposes it twice: as a service, and as a hosted service.
        if (!isDisposed)
        {
            isDisposed = true;
            stopping.Cancel();
            stopping.Dispose();
        }
    }

    /// <summary>Writes what has changed.</summary>
    /// <param name="all">Whether to write the rows of all sources, however recently they were written.</param>
    /// <param name="cancellationToken">Cancels the write; what was not written is tried again.</param>
    /// <exception cref="Exception">The store cannot be written.</exception>
    public async ValueTask WriteAsync(bool all, CancellationToken cancellationToken)
    {
        if (!areNamed)
        {
            areNamed = true;
            foreach (var source in options.Sources)
            {
                activity.Configured(source.Name);
            }
        }

        await services.GetRequiredService<RejectedDeliveries>().WriteAsync(cancellationToken);
        await services.GetRequiredService<SharedMetrics>().WriteAsync(all, cancellationToken);
        if (activity.TakeChanged(all) is { Count: > 0 } changed)
        {
            try
            {
                await services.GetRequiredService<ISourceActivityStore>().MergeAsync(changed, cancellationToken);
            }
            catch (Exception)
            {
                activity.Failed(changed);
                throw;
            }
        }
    }

    private async Task RunAsync()
    {
        var token = stopping.Token;
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, token);
                await TryWriteAsync(all: false, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task TryWriteAsync(bool all, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(all, cancellationToken);
        }
        catch (OperationCanceledException) when (!all && stopping.IsCancellationRequested)
        {
            // The last write follows.
        }
        catch (Exception e)
        {
            LogFailed(logger, e);
        }
    }

    [LoggerMessage(EventId = 55, Level = LogLevel.Warning,
        Message = "The state of the sources, the rejected deliveries and the overview could not be written; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
