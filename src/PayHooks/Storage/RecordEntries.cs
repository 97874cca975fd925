namespace PayHooks.Storage;

/// <summary>One delivery of an event.</summary>
/// <param name="Id">The delivery's id.</param>
/// <param name="At">When it arrived.</param>
/// <param name="Verification">How far it was authenticated.</param>
/// <param name="Conflict">Whether its body differs from the first one's.</param>
/// <param name="SecretIndex">The index of the secret that matched; null if none was needed.</param>
internal sealed record DeliveryEntry(string Id, DateTimeOffset At, VerificationLevel Verification, bool Conflict, int? SecretIndex = null);

/// <summary>One run of one handler, or one claim that ended without a handler's outcome.</summary>
/// <param name="At">When it started.</param>
/// <param name="Attempt">The number of the attempt, from 1.</param>
/// <param name="Handler">The handler's name; null when none was concerned (a crash, an exhausted message).</param>
/// <param name="Outcome">succeeded, failed, timed_out, crashed.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Error">What went wrong, shortened, or null.</param>
internal sealed record AttemptEntry(DateTimeOffset At, int Attempt, string? Handler, string Outcome, double DurationMs, string? Error);

/// <summary>A handler that has finished.</summary>
/// <param name="Name">The handler's name.</param>
/// <param name="HandledAt">When.</param>
internal sealed record HandledEntry(string Name, DateTimeOffset HandledAt);

/// <summary>A replay that was claimed.</summary>
/// <param name="Id">The replay's id.</param>
/// <param name="At">When it was claimed (UTC).</param>
/// <param name="RunsAll">Whether the event had completed, so that handlers that have finished run again.</param>
/// <param name="Force">Whether handlers run although the event changed nothing.</param>
internal sealed record ReplayEntry(string Id, DateTimeOffset At, bool RunsAll = false, bool Force = false);
