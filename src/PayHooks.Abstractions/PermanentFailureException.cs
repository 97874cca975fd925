namespace PayHooks;

/// <summary>
/// Thrown by a handler that fails and would fail again: the event is not retried and becomes a dead letter at once. If another handler of
/// the event failed otherwise, the event is retried for that one.
/// </summary>
public class PermanentFailureException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PermanentFailureException()
        : this("The handler cannot handle this event.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, for the event's record.</param>
    public PermanentFailureException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, for the event's record.</param>
    /// <param name="innerException">The cause.</param>
    public PermanentFailureException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
