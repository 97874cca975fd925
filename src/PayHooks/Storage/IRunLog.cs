namespace PayHooks.Storage;

/// <summary>
/// Where a store notes which events' handlers have begun, so that after a crash only those count as events that may have caused it. Without
/// a log, every event that was claimed counts.
/// </summary>
internal interface IRunLog
{
    /// <summary>The handlers of an event begin.</summary>
    /// <returns>They have ended, and their outcome is durable.</returns>
    IDisposable Begin(string eventId);
}
