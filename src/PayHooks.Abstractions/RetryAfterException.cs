namespace PayHooks;

/// <summary>
/// Thrown by a handler that knows when to try again, for example from a Retry-After header: the next attempt comes after
/// <see cref="Delay"/> instead of the delay in the settings. It counts as an attempt, so that an event is not retried without end.
/// </summary>
public class RetryAfterException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="delay">When to try again, from now: 1 second to 6 days; a shorter or longer delay is adjusted.</param>
    public RetryAfterException(TimeSpan delay)
        : this(delay, $"Try again in {delay:c}.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="delay">When to try again, from now: 1 second to 6 days; a shorter or longer delay is adjusted.</param>
    /// <param name="message">What is wrong, for the event's record.</param>
    /// <param name="innerException">The cause.</param>
    public RetryAfterException(TimeSpan delay, string message, Exception? innerException = null)
        : base(message, innerException) => Delay = delay;

    /// <summary>When to try again, from the end of the attempt.</summary>
    public TimeSpan Delay { get; }
}
