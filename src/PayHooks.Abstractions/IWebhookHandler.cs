namespace PayHooks;

/// <summary>
/// Application code that handles an event. It runs at least once: make its effect idempotent with
/// <see cref="HandlerContext.IdempotencyKey"/>. An exception means that the attempt failed and is retried, as the
/// settings say or as <see cref="RetryAfterException"/> and <see cref="PermanentFailureException"/> do.
/// </summary>
public interface IWebhookHandler
{
    /// <summary>Handles one event.</summary>
    /// <param name="webhookEvent">The event.</param>
    /// <param name="context">The idempotency key, the attempt number and the number of deliveries.</param>
    /// <param name="cancellationToken">Cancelled when the time limit is reached, the claim is lost, or the process stops.</param>
    ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken);
}
