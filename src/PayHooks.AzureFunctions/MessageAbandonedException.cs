using PayHooks.Processing;

namespace PayHooks.AzureFunctions;

/// <summary>
/// Tells the platform not to delete a message: a function has no other way. The message comes again after the
/// <c>visibilityTimeout</c> of host.json; why it stays was logged before.
/// </summary>
internal sealed class MessageAbandonedException(string message) : Exception(message)
{
    /// <summary>Throws when the message has to come again.</summary>
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
