using Microsoft.Extensions.Logging;
using PayHooks.Diagnostics;
using PayHooks.Storage;

namespace PayHooks.Processing;

/// <summary>Writes one log line per processed message, the same in every host. Never a body, a header or a secret.</summary>
internal static partial class ProcessLog
{
    /// <summary>Logs the outcome of a message.</summary>
    public static void Log(ILogger logger, ProcessResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        switch (result.Outcome)
        {
            case ProcessOutcome.Completed:
                Completed(logger, EventOutcomeText.Of(result.EventOutcome ?? EventOutcome.Handled), result.EventId, result.Source,
                    result.Type, result.Attempt);
                break;
            case ProcessOutcome.Retrying:
                Retrying(logger, Traced(result.Error), result.EventId, result.Source, result.Type, result.Attempt, result.Why);
                break;
            case ProcessOutcome.Dead:
                Dead(logger, Traced(result.Error), result.EventId, result.Source, result.Type, result.Why);
                break;
            case ProcessOutcome.Duplicate when result.IsConflict:
                Conflict(logger, result.EventId, result.Source, result.Type);
                break;
            case ProcessOutcome.Lost:
                Lost(logger, result.EventId, result.Source);
                break;
            default:
                Other(logger, result.NeedsAttention ? LogLevel.Error
                    : LogLevel.Debug, result.Error, SnakeCase.Of(result.Outcome), result.EventId, result.Source, result.Why);
                break;
        }
    }

    // If a target is unreachable or rejects the event, only the message is logged; the stack trace does not help.
    private static Exception? Traced(Exception? error) =>
        error is HttpRequestException or TimeoutException or RetryAfterException
            or PermanentFailureException { InnerException: HttpRequestException }
            ? null
            : error;

    [LoggerMessage(EventId = 20, Level = LogLevel.Information,
        Message = "Completed ({Outcome}) {EventId} of {Source}: {Type}, attempt {Attempt}")]
    private static partial void Completed(ILogger logger, string outcome, string? eventId, string? source, string? type, int attempt);

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning,
        Message = "Attempt {Attempt} of {EventId} ({Source}, {Type}) failed and will be tried again: {Why}")]
    private static partial void Retrying(ILogger logger, Exception? error, string? eventId, string? source, string? type, int attempt,
        string? why);

    [LoggerMessage(EventId = 22, Level = LogLevel.Error,
        Message = "Dead letter {EventId} ({Source}, {Type}): {Why} Fix the cause, then replay it.")]
    private static partial void Dead(ILogger logger, Exception? error, string? eventId, string? source, string? type, string? why);

    [LoggerMessage(EventId = 23, Level = LogLevel.Warning,
        Message = "Lost the claim of {EventId} ({Source}) while its handlers ran; its new holder decides.")]
    private static partial void Lost(ILogger logger, string? eventId, string? source);

    [LoggerMessage(EventId = 25, Level = LogLevel.Warning,
        Message = "A delivery of {EventId} ({Source}, {Type}) contradicts the first one, which counts. Compare the event with the "
        + "provider's dashboard.")]
    private static partial void Conflict(ILogger logger, string? eventId, string? source, string? type);

    [LoggerMessage(EventId = 24, Message = "Message {Outcome}: {EventId} {Source} {Why}")]
    private static partial void Other(ILogger logger, LogLevel level, Exception? error, string outcome, string? eventId, string? source,
        string? why);
}
