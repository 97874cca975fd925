using PayHooks.Processing.Handlers;

namespace PayHooks.Tests.Support;

internal sealed class DelegateHandler(Func<WebhookEvent, HandlerContext, CancellationToken, Task> handle) : IWebhookHandler
{
    public async ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken) =>
        await handle(webhookEvent, context, cancellationToken);

    public static HandlerRegistration Named(
        string name, Func<WebhookEvent, HandlerContext, CancellationToken, Task> handle,
        VerificationLevel minimumVerification = VerificationLevel.Credentials, params string[] types)
    {
        var handler = new DelegateHandler(handle);
        return new HandlerRegistration(name, types.Length == 0 ? ["*"] : types, minimumVerification, Effects.Changed, _ => handler);
    }
}
