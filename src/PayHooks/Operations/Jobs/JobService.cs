using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PayHooks.Operations.Jobs;

/// <summary>Looks for jobs every few seconds, and at once when this process has added one.</summary>
internal sealed partial class JobService(JobRunner runner, JobSignal signal, TimeProvider time, ILogger<JobService> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                try
                {
                    await runner.RunAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(logger, e);
                }

                await signal.WaitAsync(Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: the next process continues.
        }
    }

    [LoggerMessage(EventId = 130, Level = LogLevel.Error, Message = "A job failed; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
