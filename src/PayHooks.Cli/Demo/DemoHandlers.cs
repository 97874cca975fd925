using System.Collections.Concurrent;
using PayHooks.Processing.Handlers;

namespace PayHooks.Cli.Demo;

/// <summary>The demo's team code: what ran for which event, and what is to fail.</summary>
internal sealed class DemoHandlers
{
    /// <summary>Books payments; never fails.</summary>
    public const string Book = "book";

    /// <summary>Sends receipts for payments that succeeded; fails as often as it is told to.</summary>
    public const string Receipt = "receipt";

    /// <summary>Asks the provider about refunds that nobody signed: the one handler that accepts such.</summary>
    public const string Ask = "ask";

    private readonly ConcurrentDictionary<(string Handler, string Event), Runs> runs = new();
    private readonly ConcurrentDictionary<string, int> failures = new(StringComparer.Ordinal);

    /// <summary>Makes the next receipts of an event fail.</summary>
    public void FailReceipts(string eventId, int times) => failures[eventId] = times;

    /// <summary>How a handler ran for an event.</summary>
    public Runs Of(string handler, string eventId) => runs.GetValueOrDefault((handler, eventId), Runs.None);

    /// <summary>Registers the handlers.</summary>
    public void Register(PayHooksBuilder builder) => builder
        .Handle(Registration(Book, "payment.*", VerificationLevel.Credentials))
        .Handle(Registration(Receipt, EventTypes.PaymentSucceeded, VerificationLevel.Credentials))
        .Handle(Registration(Ask, "refund.*", VerificationLevel.None));

    private HandlerRegistration Registration(string name, string types, VerificationLevel minimumVerification) =>
        new(name, [types], minimumVerification, Effects.Changed, _ => new Handler(this, name));

    private void Run(string handler, string eventId)
    {
        var fails = handler == Receipt && failures.AddOrUpdate(eventId, -1, static (_, left) => left - 1) >= 0;
        runs.AddOrUpdate((handler, eventId), new Runs(1, fails ? 1 : 0), (_, before) => new Runs(before.Count + 1, before.Failed + (fails ? 1 : 0)));
        if (fails)
        {
            throw new InvalidOperationException("The mail server is down (as the demo wants it).");
        }
    }

    private sealed class Handler(DemoHandlers demo, string name) : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
        {
            demo.Run(name, webhookEvent.Id);
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>How often a handler ran for an event.</summary>
/// <param name="Count">All runs.</param>
/// <param name="Failed">Those that failed.</param>
internal sealed record Runs(int Count, int Failed)
{
    /// <summary>It did not run.</summary>
    public static Runs None { get; } = new(0, 0);
}
