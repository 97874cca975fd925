using PayHooks;

namespace PayHooks_App;

/// <summary>Logs each payment. Replace it with a handler that marks the order as paid.</summary>
public sealed partial class LogPayment(ILogger<LogPayment> logger) : IWebhookHandler
{
    public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
    {
        // A handler that changes an order also needs to:
        // 1. store context.IdempotencyKey with the change, in the same transaction, and do nothing if it is already stored;
        // 2. compare webhookEvent.Amount with the order's total, value and currency, and throw if they differ.
        LogHandled(webhookEvent.Type, webhookEvent.Resource.MerchantReference ?? webhookEvent.Resource.Id, webhookEvent.Amount);
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(EventId = 1000, Level = LogLevel.Information, Message = "{Type} of {Reference}: {Amount}")]
    private partial void LogHandled(string type, string? reference, Amount? amount);
}
