using System.Collections.Concurrent;
using PayHooks.Processing.Handlers;

namespace PayHooks.Console.Tests;

/// <summary>The server's handler: counts an event's runs; fails those of the source <c>broken</c>.</summary>
internal sealed class Runs : IWebhookHandler
{
    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>How often an event's handler ran.</summary>
    public int Of(string eventId) => counts.GetValueOrDefault(eventId);

    public void Register(PayHooksBuilder builder) =>
        builder.Handle(new HandlerRegistration("FulfilOrder", ["*"], VerificationLevel.Credentials, Effects.Changed, _ => this));

    public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
    {
        counts.AddOrUpdate(webhookEvent.Id, 1, (_, count) => count + 1);
        return webhookEvent.Source == "broken"
            ? throw new InvalidOperationException("The warehouse answered <b>502</b> Bad Gateway.")
            : ValueTask.CompletedTask;
    }
}
