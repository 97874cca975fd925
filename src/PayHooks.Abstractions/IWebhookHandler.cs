namespace PayHooks;

/// <summary>
/// The team's code for an event. It runs at least once: make its effect depend on
/// <see cref="HandlerContext.IdempotencyKey"/>. Throwing means "failed, try again later".
/// </summary>
public interface IWebhookHandler
{
    /// <summary>Handles one event.</summary>
    /// <param name="webhookEvent">What happened.</param>
    /// <param name="context">The idempotency key, the attempt, the deliveries so far.</param>
    /// <param name="cancellationToken">Ends when the time limit has passed, the claim was lost, or the process stops.</param>
    ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken);
}
