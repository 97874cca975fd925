using System.Collections.Concurrent;
using PayHooks.Processing.Handlers;

namespace PayHooks.Tests.Server;

/// <summary>A handler that remembers its calls and does what a test wants.</summary>
internal sealed class RecordingHandler(Func<WebhookEvent, CancellationToken, Task>? then = null) : IWebhookHandler
{
    public ConcurrentQueue<WebhookEvent> Calls { get; } = new();

    public async ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
    {
        Calls.Enqueue(webhookEvent);
        if (then is not null)
        {
            await then(webhookEvent, cancellationToken);
        }
    }

    public void Register(PayHooksBuilder builder) =>
        builder.Handle(new HandlerRegistration("record", ["*"], VerificationLevel.Credentials, Effects.Changed, _ => this));
}
