using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PayHooks.Confirmation;

/// <summary>Asks about open payments in a long-running server. On Azure, a timer does this.</summary>
internal sealed partial class OpenPaymentService(
    OpenPayments open, OpenPaymentAsker asker, TimeProvider time, ILogger<OpenPaymentService> logger) : BackgroundService
{
    /// <summary>The time between two readings of the due payments.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (open.IsAny)
            {
                try
                {
                    await asker.RunAsync(stoppingToken);
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
            // Stopping: a payment that was being asked about is asked about again.
        }
    }

    [LoggerMessage(EventId = 122, Level = LogLevel.Error, Message = "Open payments could not be asked about; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
