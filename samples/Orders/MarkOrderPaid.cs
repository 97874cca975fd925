using PayHooks;

namespace Orders;

/// <summary>Marks an order as paid, once for each payment.</summary>
public sealed class MarkOrderPaid(ShopContext shop) : IWebhookHandler
{
    public async ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
    {
        if (await shop.HandledChanges.FindAsync([context.IdempotencyKey], cancellationToken) is not null)
        {
            return;
        }

        var reference = webhookEvent.Resource.MerchantReference;
        var order = await shop.Orders.FindAsync([reference], cancellationToken)
            ?? throw new InvalidOperationException($"Order '{reference}' does not exist.");
        var paid = webhookEvent.Amount;
        if (paid?.Value != order.Total || paid.Currency != order.Currency)
        {
            throw new InvalidOperationException($"Order {order.Reference} costs {order.Total} {order.Currency}, but {paid} was paid.");
        }

        order.PaidAt ??= webhookEvent.OccurredAt ?? webhookEvent.ReceivedAt;
        shop.HandledChanges.Add(new HandledChange(context.IdempotencyKey));

        // One transaction for both. If another instance was faster, the key exists, this fails, and the retry finds the key.
        await shop.SaveChangesAsync(cancellationToken);
    }
}
