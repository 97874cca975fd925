using System.Collections.Concurrent;
using PayHooks.Processing.Handlers;

namespace PayHooks.Cli.Demo;

/// <summary>The demo's handlers. Records which ran for which event, and injects failures.</summary>
internal sealed class DemoHandlers
{
    /// <summary>Books payments and refunds; never fails.</summary>
    public const string Book = "book";

    /// <summary>Sends receipts for payments that succeeded; fails on request.</summary>
    public const string Receipt = "receipt";

    /// <summary>Queries the provider about refunds, including unsigned ones, which only this handler accepts.</summary>
    public const string Ask = "ask";

    private readonly ConcurrentDictionary<(string Handler, string Event), Runs> runs = new();
    private readonly ConcurrentDictionary<(string Handler, string Event), Payment?> seen = new();
    private readonly ConcurrentDictionary<string, int> failures = new(StringComparer.Ordinal);

    /// <summary>Makes the next runs of the receipt handler for an event fail.</summary>
    public void FailReceipts(string eventId, int times) => failures[eventId] = times;

    /// <summary>Returns how a handler ran for an event.</summary>
    public Runs Of(string handler, string eventId) => runs.GetValueOrDefault((handler, eventId), Runs.None);

    /// <summary>Returns the handlers that ran for an event, each with the payment it saw.</summary>
    public IReadOnlyList<(string Handler, Payment? Saw)> RanFor(string eventId) =>
    [
        .. new[] { Book, Receipt, Ask }.Where(name => Of(name, eventId) != Runs.None)
            .Select(name => (name, seen.GetValueOrDefault((name, eventId)))),
    ];

    /// <summary>Registers the handlers.</summary>
    public void Register(PayHooksBuilder builder) => builder
        .Handle(Registration(Book, VerificationLevel.Credentials, "payment.*", "refund.*"))
        .Handle(Registration(Receipt, VerificationLevel.Credentials, EventTypes.PaymentSucceeded))
        .Handle(Registration(Ask, VerificationLevel.None, "refund.*"));

    private HandlerRegistration Registration(string name, VerificationLevel minimumVerification, params string[] types) =>
        new(name, types, minimumVerification, Effects.Changed, _ => new Handler(this, name));

    private void Run(string handler, string eventId, Payment? payment)
    {
        seen[(handler, eventId)] = payment;
        var fails = handler == Receipt && failures.AddOrUpdate(eventId, -1, static (_, left) => left - 1) >= 0;
        runs.AddOrUpdate((handler, eventId), new Runs(1, fails ? 1 : 0), (_, before) =>
            new Runs(before.Count + 1, before.Failed + (fails ? 1 : 0)));
        if (fails)
        {
            throw new InvalidOperationException("The mail server is down (as the demo wants it).");
        }
    }

    private sealed class Handler(DemoHandlers demo, string name) : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
        {
            demo.Run(name, webhookEvent.Id, context.Payment);
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>How many times a handler ran for an event.</summary>
/// <param name="Count">The number of runs.</param>
/// <param name="Failed">The number of failed runs.</param>
internal sealed record Runs(int Count, int Failed)
{
    /// <summary>The handler did not run.</summary>
    public static Runs None { get; } = new(0, 0);
}
