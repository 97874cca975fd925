using PayHooks.Processing;

namespace PayHooks.AzureFunctions;

/// <summary>
/// Thrown to keep a message in the queue, the only way for a function to do so. The message is redelivered after the
/// <c>visibilityTimeout</c> of host.json; the reason has already been logged.
/// </summary>
internal sealed class MessageAbandonedException(string message) : Exception(message)
{
    /// <summary>Throws if the message must be redelivered.</summary>
    public static void ThrowUnlessEnded(ProcessResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!result.CompleteMessage)
        {
            throw new MessageAbandonedException(
                $"The message stays in the queue ({result.Outcome}): {result.Why ?? "its outcome is not durable yet."}");
        }
    }
}
