using Microsoft.Extensions.Logging;

namespace PayHooks.Reconciliation;

/// <summary>The log lines of runs: one for each run that found or could not do something, and one for each such item.</summary>
internal sealed partial class ReconcileLog(ILogger<ReconcileLog> logger)
{
    private const int MostItems = 20;

    /// <summary>Reports a run.</summary>
    public void Report(ReconcileRun run)
    {
        if (!run.DryRun)
        {
            foreach (var item in run.Items
                .Where(item => item.Outcome is not (ReconcileOutcome.Pending or ReconcileOutcome.Matched)).Take(MostItems))
            {
                switch (item.Outcome)
                {
                    case ReconcileOutcome.RedeliveryRequested:
                        AskedAgain(logger, run.Source, item.ProviderType, item.Id);
                        break;
                    case ReconcileOutcome.Missed:
                        Missed(logger, run.Source, item.ProviderType, item.Kind, item.Id, item.Event);
                        break;
                    case ReconcileOutcome.Unrecoverable or ReconcileOutcome.Failed:
                        NotCompared(logger, run.Source, item.ProviderType, item.Kind, item.Id, item.Detail);
                        break;
                    default:
                        Differs(logger, run.Source, item.ProviderType, item.Kind, item.Id, item.Detail);
                        break;
                }
            }
        }

        if (run.Problem is { } problem)
        {
            Stopped(logger, run.Source, problem);
        }

        Ended(logger, run.Missed + run.Conflicts + run.Failed > 0 ? LogLevel.Information : LogLevel.Debug, run.Source, run.Checked,
            run.Matched, run.Pending, run.Missed, run.Conflicts, run.Failed, run.Requests);
    }

    /// <summary>Reports that a scheduled run ended with an error.</summary>
    public void Failed(string source, Exception error) => Failed(logger, error, source);

    [LoggerMessage(EventId = 110,
        Message = "Reconciled {Source}: {Checked} checked, {Matched} matched, {Pending} pending, {Missed} missed, {Conflicts} conflicts, "
            + "{Failed} failed, {Requests} requests")]
    private static partial void Ended(
        ILogger logger, LogLevel level, string source, int @checked, int matched, int pending, int missed, int conflicts, int failed,
        int requests);

    [LoggerMessage(EventId = 111, Level = LogLevel.Warning,
        Message = "A webhook of {Source} was missed: {ProviderType} of {Kind} {Id}. It was enqueued as {EventId}.")]
    private static partial void Missed(ILogger logger, string source, string? providerType, string? kind, string? id, string? eventId);

    [LoggerMessage(EventId = 116, Level = LogLevel.Warning,
        Message = "A webhook of {Source} was missed: {ProviderType}, {Id}. The provider was asked to deliver it again.")]
    private static partial void AskedAgain(ILogger logger, string source, string? providerType, string? id);

    [LoggerMessage(EventId = 112, Level = LogLevel.Warning,
        Message = "The API of {Source} contradicts what is stored: {ProviderType} of {Kind} {Id}. {Detail}")]
    private static partial void Differs(ILogger logger, string source, string? providerType, string? kind, string? id, string? detail);

    [LoggerMessage(EventId = 115, Level = LogLevel.Warning,
        Message = "An item of {Source} could not be compared or recovered: {ProviderType} of {Kind} {Id}. {Detail}")]
    private static partial void NotCompared(
        ILogger logger, string source, string? providerType, string? kind, string? id, string? detail);

    [LoggerMessage(EventId = 113, Level = LogLevel.Warning, Message = "The reconciliation of {Source} did not finish: {Problem}")]
    private static partial void Stopped(ILogger logger, string source, string problem);

    [LoggerMessage(EventId = 114, Level = LogLevel.Error, Message = "The reconciliation of {Source} failed; it is tried again.")]
    private static partial void Failed(ILogger logger, Exception error, string source);
}
