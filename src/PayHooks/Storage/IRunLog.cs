namespace PayHooks.Storage;

/// <summary>
/// Records which events' handlers have started, so that after a crash only those events count as possible causes. Without a log, every
/// claimed event counts.
/// </summary>
internal interface IRunLog
{
    /// <summary>Records that an event's handlers are starting.</summary>
    /// <returns>Dispose it when they have ended and their outcome is durable.</returns>
    IDisposable Begin(string eventId);
}
