using Microsoft.Extensions.Logging;

namespace PayHooks.Handlers;

/// <summary>
/// Logs each payment. Replace it with a handler that marks the order as paid, as "Write a handler" in README.md shows.
/// </summary>
public sealed partial class LogPayment(ILogger<LogPayment> logger) : IWebhookHandler
{
    /// <inheritdoc/>
    public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
    {
        // A handler that changes an order also needs to:
        // 1. store context.IdempotencyKey with the change, in the same transaction, and do nothing if it is already stored;
        // 2. compare webhookEvent.Amount with the order's total, value and currency, and throw if they differ;
        // 3. keep a paid order paid: providers send statuses out of order.
        LogHandled(logger, webhookEvent.Type, webhookEvent.Resource.MerchantReference
            ?? webhookEvent.Resource.Id, webhookEvent.Amount, context.IdempotencyKey);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(EventId = 1000, Level = LogLevel.Information, Message = "{Type} of {Reference}: {Amount} (key {IdempotencyKey})")]
    private static partial void LogHandled(ILogger logger, string type, string? reference, Amount? amount, string idempotencyKey);
}
