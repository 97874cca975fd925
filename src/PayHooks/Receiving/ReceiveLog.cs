using Microsoft.Extensions.Logging;

namespace PayHooks.Receiving;

/// <summary>The one log line of a delivery, the same in every host. Never a body, a header or a secret.</summary>
public static partial class ReceiveLog
{
    /// <summary>Logs what became of a delivery.</summary>
    public static void Log(ILogger logger, ReceiveResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        switch (result.Outcome)
        {
            case ReceiveOutcome.Accepted:
                Accepted(logger, result.DeliveryId, result.Source, result.BodyLength);
                break;
            case ReceiveOutcome.Unavailable:
                Unavailable(logger, result.Error, result.Source, result.StatusCode, result.Reason, result.Detail);
                break;
            default:
                Refused(logger, result.Source ?? "(none)", result.StatusCode, result.Reason, result.Detail, result.BodyLength);
                break;
        }
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Debug, Message = "Accepted {DeliveryId} of {Source}: {Bytes} bytes")]
    private static partial void Accepted(ILogger logger, string? deliveryId, string? source, int bytes);

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "Refused a delivery for {Source} with {Status}, {Reason}: {Detail} ({Bytes} bytes)")]
    private static partial void Refused(ILogger logger, string source, int status, string? reason, string? detail, int bytes);

    [LoggerMessage(EventId = 12, Level = LogLevel.Error, Message = "Could not accept a delivery for {Source}, answered {Status}, {Reason}: {Detail}")]
    private static partial void Unavailable(ILogger logger, Exception? error, string? source, int status, string? reason, string? detail);
}
