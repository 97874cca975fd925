namespace PayHooks.Processing.Handlers;

/// <summary>What a message occupies while it is processed.</summary>
internal interface IProcessingSlot
{
    /// <summary>No handler is running any more; the outcome is not durable yet.</summary>
    void HandlersEnded();

    /// <summary>A handler ignores its cancellation. It may run until the process ends, and must not hold up other events.</summary>
    void HandlerIgnoresCancellation();
}
