using Microsoft.Extensions.Logging;
using PayHooks.Scheduling;

namespace PayHooks.Operations.Jobs;

/// <summary>Looks for jobs every few seconds, and at once when this process has added one.</summary>
internal sealed partial class JobService(JobRunner runner, JobSignal signal, TimeProvider time, ILogger<JobService> logger)
    : RepeatedWork(time)
{
    /// <inheritdoc/>
    protected override TimeSpan Wait => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task RunOnceAsync(CancellationToken stopping) => await runner.RunAsync(stopping);

    /// <inheritdoc/>
    protected override async Task WaitAsync(TimeSpan wait, TimeProvider time, CancellationToken stopping) =>
        await signal.WaitAsync(wait, time, stopping);

    /// <inheritdoc/>
    protected override void LogFailed(Exception error) => LogFailed(logger, error);

    [LoggerMessage(EventId = 130, Level = LogLevel.Error, Message = "A job failed; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
