namespace PayHooks.Storage;

/// <summary>One delivery of an event.</summary>
/// <param name="Id">The delivery's id.</param>
/// <param name="At">When it arrived.</param>
/// <param name="Verification">The verification level.</param>
/// <param name="Conflict">Whether it contradicts the event's first delivery.</param>
/// <param name="SecretIndex">The index of the secret that matched; null if none was needed.</param>
internal sealed record DeliveryEntry(string Id, DateTimeOffset At, VerificationLevel Verification, bool Conflict, int? SecretIndex = null);

/// <summary>One run of a handler, or a claim that ended without a handler's outcome.</summary>
/// <param name="At">When it started.</param>
/// <param name="Attempt">The number of the attempt, from 1.</param>
/// <param name="Handler">The handler's name; null if no handler was involved (a crash, an exhausted message).</param>
/// <param name="Outcome">succeeded, failed, timed_out, crashed.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Error">The error, shortened, or null.</param>
internal sealed record AttemptEntry(DateTimeOffset At, int Attempt, string? Handler, string Outcome, double DurationMs, string? Error)
{
    /// <summary>The start of the error response of a forward target, at most 4 KiB, or null. Only the last attempt keeps it.</summary>
    public string? Response { get; init; }
}

/// <summary>A handler that has finished.</summary>
/// <param name="Name">The handler's name.</param>
/// <param name="HandledAt">When it finished.</param>
internal sealed record HandledEntry(string Name, DateTimeOffset HandledAt);

/// <summary>A replay that was claimed.</summary>
/// <param name="Id">The replay's id.</param>
/// <param name="At">When it was claimed (UTC).</param>
/// <param name="RunsAll">Whether the event had completed, so that all handlers run again.</param>
/// <param name="Force">Whether handlers run even if the event changed nothing.</param>
internal sealed record ReplayEntry(string Id, DateTimeOffset At, bool RunsAll = false, bool Force = false);
