using Microsoft.Extensions.Logging;

namespace PayHooks.Receiving;

/// <summary>
/// Writes one log line per delivery, the same in every host. Never a body, header, secret or caller-supplied name. Rejections are
/// throttled: otherwise any caller could flood the log.
/// </summary>
internal sealed partial class ReceiveLog(ILogger logger, TimeProvider time) : IDisposable
{
    private readonly LogThrottle refusals = new(time);

    /// <summary>Logs the outcome of a delivery.</summary>
    public void Write(ReceiveResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Outcome == ReceiveOutcome.Accepted)
        {
            Accepted(logger, result.DeliveryId, result.Source, result.BodyLength);
            return;
        }

        if (result.Outcome == ReceiveOutcome.Ping)
        {
            if (refusals.MayPass((result.Source!, "ping"), more => Repeated(logger, LogLevel.Information, more, result.Source!, "ping")))
            {
                Ping(logger, result.Source!);
            }

            return;
        }

        // Unknown source names share one key: the caller could make up any number of them.
        var (source, reason) = (result.Source ?? "(none)", result.Reason ?? "");
        var isOurs = result.Outcome == ReceiveOutcome.Unavailable;
        if (!refusals.MayPass((source, reason), more => Repeated(logger, isOurs ? LogLevel.Error : LogLevel.Warning, more, source, reason)))
        {
            return;
        }

        if (isOurs)
        {
            Unavailable(logger, result.Error, source, result.StatusCode, reason, result.Detail);
        }
        else
        {
            Refused(logger, source, result.StatusCode, reason, result.Detail, result.BodyLength);
        }
    }

    /// <summary>Logs a request that violated HTTP.</summary>
    public void WriteBroken(int status)
    {
        if (refusals.MayPass(("(broken)", ""), more => Repeated(logger, LogLevel.Information, more, "(broken)", "broken_off")))
        {
            Broken(logger, status);
        }
    }

    /// <summary>Logs a caller that disconnected before it had sent the whole request.</summary>
    public void WriteAborted() => Aborted(logger);

    /// <inheritdoc/>
    public void Dispose() => refusals.Dispose();

    [LoggerMessage(EventId = 10, Level = LogLevel.Debug, Message = "Accepted {DeliveryId} of {Source}: {Bytes} bytes")]
    private static partial void Accepted(ILogger logger, string? deliveryId, string? source, int bytes);

    [LoggerMessage(EventId = 16, Level = LogLevel.Information,
        Message = "Answered an unsigned test call of the provider for {Source}; nothing is stored")]
    private static partial void Ping(ILogger logger, string source);

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning,
        Message = "Refused a delivery for {Source} with {Status}, {Reason}: {Detail} ({Bytes} bytes)")]
    private static partial void Refused(ILogger logger, string source, int status, string reason, string? detail, int bytes);

    [LoggerMessage(EventId = 12, Level = LogLevel.Error,
        Message = "Could not accept a delivery for {Source}, answered {Status}, {Reason}: {Detail}")]
    private static partial void Unavailable(ILogger logger, Exception? error, string source, int status, string reason, string? detail);

    [LoggerMessage(EventId = 13, Message = "… and {More} more of the same for {Source}, {Reason}, in the last minute")]
    private static partial void Repeated(ILogger logger, LogLevel level, string more, string source, string reason);

    [LoggerMessage(EventId = 14, Level = LogLevel.Information,
        Message = "Refused a request with {Status}: its body arrived too slowly, ended early, or was not valid HTTP.")]
    private static partial void Broken(ILogger logger, int status);

    [LoggerMessage(EventId = 15, Level = LogLevel.Debug, Message = "A caller went away before it had sent its delivery.")]
    private static partial void Aborted(ILogger logger);
}
