namespace PayHooks.Tests.Support;

public sealed class DelegateHandler(Func<WebhookEvent, HandlerContext, CancellationToken, Task> handle) : IWebhookHandler
{
    public async ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken) =>
        await handle(webhookEvent, context, cancellationToken);

    public static HandlerRegistration Named(
        string name, Func<WebhookEvent, HandlerContext, CancellationToken, Task> handle, Accepts accepts = Accepts.Verified, params string[] types)
    {
        var handler = new DelegateHandler(handle);
        return new HandlerRegistration(name, types.Length == 0 ? ["*"] : types, accepts, _ => handler);
    }
}
