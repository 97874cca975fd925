namespace PayHooks.Testing;

/// <summary>What became of an event in a <see cref="HandlerHarness"/>.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="IdempotencyKey">The key of every attempt.</param>
/// <param name="Attempts">The attempts, in order; repeats after a success are among them.</param>
public sealed record HandlerRun(HandlerOutcome Outcome, string IdempotencyKey, IReadOnlyList<HandlerAttempt> Attempts)
{
    /// <summary>What the attempts threw, in order.</summary>
    public IEnumerable<Exception> Exceptions => Attempts.Select(attempt => attempt.Exception).OfType<Exception>();
}

/// <summary>One attempt of a handler.</summary>
/// <param name="Context">What the handler was given.</param>
/// <param name="At">When it started, by the harness's clock (UTC).</param>
/// <param name="Exception">What it threw, a <see cref="TimeoutException"/> if it exceeded its time limit, or null if it succeeded.</param>
public sealed record HandlerAttempt(HandlerContext Context, DateTimeOffset At, Exception? Exception)
{
    /// <summary>Whether the handler returned without an exception.</summary>
    public bool Succeeded => Exception is null;
}

/// <summary>How an event ended for a handler.</summary>
public enum HandlerOutcome
{
    /// <summary>The handler succeeded.</summary>
    Succeeded = 0,

    /// <summary>Every attempt failed. In production the event is now a dead letter and waits for a replay.</summary>
    DeadLettered = 1,
}
