using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PayHooks.Registration;

/// <summary>Checks the endpoints of a long-running server. On Azure, a timer does this.</summary>
internal sealed partial class EndpointHealthService(EndpointHealth health, TimeProvider time, ILogger<EndpointHealthService> logger)
    : BackgroundService
{
    // Not at the start: a server that is restarted again and again does not ask each time, and its store answers first.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(First, time, stoppingToken);
            while (true)
            {
                try
                {
                    await health.CheckAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(logger, e);
                }

                await Task.Delay(Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    [LoggerMessage(EventId = 142, Level = LogLevel.Error, Message = "Checking the webhook endpoints failed; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
