using Microsoft.Extensions.Logging;
using PayHooks.Scheduling;

namespace PayHooks.Confirmation;

/// <summary>Asks about open payments in a long-running server. On Azure, a timer does this.</summary>
internal sealed partial class OpenPaymentService(
    OpenPayments open, OpenPaymentAsker asker, TimeProvider time, ILogger<OpenPaymentService> logger) : RepeatedWork(time)
{
    /// <summary>The time between two readings of the due payments.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override TimeSpan Wait => Interval;

    /// <inheritdoc/>
    protected override bool IsNeeded => open.IsAny;

    /// <inheritdoc/>
    protected override async Task RunOnceAsync(CancellationToken stopping) => await asker.RunAsync(stopping);

    /// <inheritdoc/>
    protected override void LogFailed(Exception error) => LogFailed(logger, error);

    [LoggerMessage(EventId = 122, Level = LogLevel.Error, Message = "Open payments could not be asked about; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
