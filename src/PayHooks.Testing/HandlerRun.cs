namespace PayHooks.Testing;

/// <summary>The result of a run of a <see cref="HandlerHarness"/>.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="IdempotencyKey">The idempotency key, the same for every attempt.</param>
/// <param name="Attempts">The attempts, in order, including repeats after a success.</param>
public sealed record HandlerRun(HandlerOutcome Outcome, string IdempotencyKey, IReadOnlyList<HandlerAttempt> Attempts)
{
    /// <summary>The exceptions thrown by the attempts, in order.</summary>
    public IEnumerable<Exception> Exceptions => Attempts.Select(attempt => attempt.Exception).OfType<Exception>();
}

/// <summary>One attempt of a handler.</summary>
/// <param name="Context">The context passed to the handler.</param>
/// <param name="At">When the attempt started, by the harness's clock (UTC).</param>
/// <param name="Exception">The exception, a <see cref="TimeoutException"/> if the time limit was exceeded, or null if it succeeded.</param>
public sealed record HandlerAttempt(HandlerContext Context, DateTimeOffset At, Exception? Exception)
{
    /// <summary>Whether the handler returned without an exception.</summary>
    public bool Succeeded => Exception is null;
}

/// <summary>The outcome of an event for a handler.</summary>
public enum HandlerOutcome
{
    /// <summary>The handler succeeded.</summary>
    Succeeded = 0,

    /// <summary>Every attempt failed. In production the event would now be a dead letter until it is replayed.</summary>
    DeadLettered = 1,
}
