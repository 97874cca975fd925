using Microsoft.Extensions.Logging;

namespace PayHooks.Handlers;

/// <summary>
/// A sample to copy. It logs each payment; yours would mark the order as paid, once, under the idempotency key.
/// </summary>
public sealed partial class LogPayment(ILogger<LogPayment> logger) : IWebhookHandler
{
    /// <inheritdoc/>
    public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
    {
        // 1. Repeats: store context.IdempotencyKey with your change, in the same transaction, and do nothing if it is there.
        // 2. Order: providers send statuses out of order. Let "succeeded" win over a later "failed" of the same
        //    webhookEvent.Resource.Id, and compare webhookEvent.OccurredAt before you overwrite a newer state.
        // 3. Amount: compare webhookEvent.Amount with your own order before you ship.
        LogHandled(logger, webhookEvent.Type, webhookEvent.Resource.MerchantReference ?? webhookEvent.Resource.Id, webhookEvent.Amount, context.IdempotencyKey);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(EventId = 1000, Level = LogLevel.Information, Message = "{Type} of {Reference}: {Amount} (key {IdempotencyKey})")]
    private static partial void LogHandled(ILogger logger, string type, string? reference, Amount? amount, string idempotencyKey);
}
