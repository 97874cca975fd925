using Microsoft.Extensions.Logging;
using PayHooks.Scheduling;

namespace PayHooks.Notifications;

/// <summary>Looks for notices on a long-running server. On Azure, a timer does this.</summary>
internal sealed partial class NotificationService(Notifier notifier, TimeProvider time, ILogger<NotificationService> logger)
    : RepeatedWork(time)
{
    /// <inheritdoc/>
    protected override TimeSpan FirstWait => Wait;

    /// <inheritdoc/>
    protected override TimeSpan Wait => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override bool IsNeeded => notifier.IsNeeded;

    /// <inheritdoc/>
    protected override async Task RunOnceAsync(CancellationToken stopping) => await notifier.RunAsync(stopping);

    /// <inheritdoc/>
    protected override void LogFailed(Exception error) => LogFailed(logger, error);

    [LoggerMessage(EventId = 151, Level = LogLevel.Error, Message = "Finding what to notify people about failed; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
