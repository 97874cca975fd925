namespace PayHooks.Faults.Target;

/// <summary>One call of the forward target: a handler's effect in the world.</summary>
/// <param name="Key">The idempotency key.</param>
/// <param name="Run">The run of the server that made the call, counted from 1.</param>
/// <param name="At">When, on the machine's monotonic clock, which is the same in every process.</param>
internal readonly record struct ObservedRun(string Key, int Run, long At);
