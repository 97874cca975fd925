using System.Security.Cryptography;
using System.Text;
using PayHooks.Storage;

namespace PayHooks.Operations.Failures;

/// <summary>Why an event is retrying or dead.</summary>
/// <param name="Source">The event's source.</param>
/// <param name="Handler">The handler that failed; null if none did.</param>
/// <param name="Error">The pattern of its error.</param>
/// <param name="At">When it failed.</param>
internal sealed record EventFailure(string Source, string? Handler, string Error, DateTimeOffset At)
{
    private const int IdLength = 16;

    /// <summary>The id of the group of all events that fail for the same reason.</summary>
    public string GroupId => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Source}\0{Handler}\0{Error}")))[..IdLength];

    /// <summary>Whether a text can be the id of a group.</summary>
    public static bool IsGroupId(string text) => text.Length == IdLength && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The failures of the event's last attempt, one for each handler; none for an event that is neither retrying nor
    /// dead.</summary>
    public static IReadOnlyList<EventFailure> Of(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);

        // Without an error, it waits for a handler that is at its limit.
        if (record is not { Status: EventStatus.Retrying, LastError: not null } and not { IsDeadLetter: true })
        {
            return [];
        }

        var last = record.AttemptLog.Count > 0 ? record.AttemptLog[^1].Attempt : 0;
        var failed = record.AttemptLog.Where(entry => entry.Attempt == last && entry.Error is not null)
            .Select(entry => new EventFailure(record.Source, entry.Handler, ErrorPattern.Of(entry.Error!), entry.At)).ToArray();
        return failed.Length > 0
            ? failed
            : [new EventFailure(record.Source, null, ErrorPattern.Of(record.LastError ?? "No error was recorded."), record.ReceivedAt)];
    }
}
