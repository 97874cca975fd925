using Microsoft.Extensions.Logging;
using PayHooks.Scheduling;

namespace PayHooks.Registration;

/// <summary>Checks the endpoints of a long-running server. On Azure, a timer does this.</summary>
internal sealed partial class EndpointHealthService(EndpointHealth health, TimeProvider time, ILogger<EndpointHealthService> logger)
    : RepeatedWork(time)
{
    /// <summary>Not at the start: a server that is restarted again and again does not ask each time, and its store answers first.</summary>
    protected override TimeSpan FirstWait => TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override TimeSpan Wait => TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    protected override Task RunOnceAsync(CancellationToken stopping) => health.CheckAsync(stopping);

    /// <inheritdoc/>
    protected override void LogFailed(Exception error) => LogFailed(logger, error);

    [LoggerMessage(EventId = 142, Level = LogLevel.Error, Message = "Checking the webhook endpoints failed; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
