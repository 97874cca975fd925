using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;
using PayHooks.Handlers;
using PayHooks.RocksDb;
using PayHooks.Testing;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Documents;

/// <summary>The code of README and docs, in the order in which they show it.</summary>
public sealed class Snippets
{
    [Fact]
    public async Task The_handler_of_the_README_marks_an_order_as_paid_once()
    {
        var paid = SampleEvents.Create("stripe", "payment_intent.succeeded");
        var shop = new FakeShop(paid.Amount!);
        var run = await HandlerHarness.RunAsync<FulfilOrder>(paid, services => services.AddSingleton<IShop>(shop), new() { Repeats = 1 });
        Assert.Equal(HandlerOutcome.Succeeded, run.Outcome);
        Assert.Single(shop.PaidOrders);
        Assert.Equal(2, run.Attempts.Count);
    }

    [Fact]
    public async Task The_handler_of_the_README_does_not_accept_another_amount()
    {
        var paid = SampleEvents.Create("chargily", "checkout.paid");
        var run = await HandlerHarness.RunAsync<FulfilOrder>(paid, services =>
            services.AddSingleton<IShop>(new FakeShop(new Amount(1, "DZD", "1", AmountUnit.Major))));
        Assert.Equal(HandlerOutcome.DeadLettered, run.Outcome);
    }

    [Fact]
    public async Task A_host_in_the_test_delivers_a_sample()
    {
        await using var host = await PayHooksTestHost.StartAsync(payHooks => payHooks.AddHandlers());
        var delivered = await host.DeliverAsync("stripe", "payment_intent.succeeded");
        Assert.Equal(HandlerOutcome.Succeeded, delivered.Outcome);
    }

    [Fact]
    public async Task A_saved_event_is_loaded()
    {
        const string name = "paid.json";
        var body = SampleEvents.Create("stripe", "payment_intent.succeeded").Body;
        await File.WriteAllBytesAsync(name, new Fixture("stripe", "shop", "application/json", body).ToJson());
        var paid = SampleEvents.FromFixture("paid.json");
        var run = await HandlerHarness.RunAsync<LogPayment>(paid);
        await using var host = await PayHooksTestHost.StartAsync(payHooks => payHooks.AddHandlers());
        var delivered = await host.DeliverBodyAsync(paid.Provider, paid.Body);
        Assert.Equal((HandlerOutcome.Succeeded, HandlerOutcome.Succeeded), (run.Outcome, delivered.Outcome));
        File.Delete(name);
    }

    [Fact]
    public void Verification_works_alone()
    {
        var body = Encoding.UTF8.GetBytes("{}");
        var headers = new Dictionary<string, string>();
        var verifier = WebhookVerifier.Create("stripe", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var delivery = verifier.Verify(body, headers);
        Console.WriteLine(delivery.IsGenuine ? delivery.Facts.Type : delivery.Detail);
        Assert.False(delivery.IsGenuine);
    }

    /// <summary>An app of its own; OwnAppTests run one.</summary>
    internal static void OwnApp(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddPayHooks().UseRocksDb("payhooks-data").Handle<FulfilOrder>("payment.succeeded");
        var app = builder.Build();
        app.MapPayHooks();
        app.Run();
    }

    /// <summary>Registrations.</summary>
    internal static IEnumerable<PayHooksBuilder> Registrations(PayHooksBuilder builder) =>
    [
        builder.Handle<FulfilOrder>(EventTypes.PaymentSucceeded),
        builder.Handle<FulfilOrder>("payment.succeeded"),
        builder.Handle<FulfilOrder>(["payment.*"], name: "fulfil"),
        builder.Handle<Audit>(["payment.*"], minimumVerification: VerificationLevel.Partial, effects: Effects.All),
        builder.Handle<Audit>(["payment.*"], effects: Effects.All),
        builder.Handle<FulfilOrder>(["payment.*"], limits: new HandlerLimits
        {
            Concurrency = 4,
            RatePerSecond = 20,
            Timeout = TimeSpan.FromSeconds(15),
            RetryDelays = [TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)],
        }),
    ];

    /// <summary>A balance that is credited once for each change.</summary>
    internal static async Task CreditOnceAsync(
        IDatabase database, WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginTransactionAsync(cancellationToken);
        if (await database.TryInsertKeyAsync(context.IdempotencyKey, cancellationToken))
        {
            await database.CreditAsync(webhookEvent.Amount!, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>What <see cref="CreditOnceAsync"/> needs of a database.</summary>
    internal interface IDatabase
    {
        Task<ITransaction> BeginTransactionAsync(CancellationToken cancellationToken);

        Task<bool> TryInsertKeyAsync(string key, CancellationToken cancellationToken);

        Task CreditAsync(Amount amount, CancellationToken cancellationToken);
    }

    /// <summary>A transaction.</summary>
    internal interface ITransaction : IAsyncDisposable
    {
        Task CommitAsync(CancellationToken cancellationToken);
    }

    /// <summary>A handler that sees everything.</summary>
    internal sealed class Audit : IWebhookHandler
    {
        public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken) =>
            ValueTask.CompletedTask;
    }

    /// <summary>A shop with one order, which remembers keys as a table would.</summary>
    internal sealed class FakeShop(Amount total) : IShop
    {
        private readonly HashSet<string> keys = [];

        public List<Order> PaidOrders { get; } = [];

        public Task<Order?> FindOrderAsync(string? reference, CancellationToken cancellationToken) =>
            Task.FromResult<Order?>(new Order(reference ?? "", total.Value!.Value, total.Currency!));

        public Task MarkPaidOnceAsync(Order order, string idempotencyKey, CancellationToken cancellationToken)
        {
            if (keys.Add(idempotencyKey))
            {
                PaidOrders.Add(order);
            }

            return Task.CompletedTask;
        }
    }
}

public sealed record Order(string Reference, decimal Total, string Currency);

public interface IShop
{
    Task<Order?> FindOrderAsync(string? reference, CancellationToken cancellationToken);

    // In one transaction: does nothing if the key is stored already; otherwise stores it and marks the order as paid.
    Task MarkPaidOnceAsync(Order order, string idempotencyKey, CancellationToken cancellationToken);
}

public sealed class FulfilOrder(IShop shop) : IWebhookHandler
{
    public async ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
    {
        var reference = webhookEvent.Resource.MerchantReference;
        var order = await shop.FindOrderAsync(reference, cancellationToken)
            ?? throw new InvalidOperationException($"Order '{reference}' does not exist.");

        var paid = webhookEvent.Amount;
        if (paid?.Value != order.Total || paid.Currency != order.Currency)
        {
            throw new InvalidOperationException($"Order {order.Reference} costs {order.Total} {order.Currency}, but {paid} was paid.");
        }

        await shop.MarkPaidOnceAsync(order, context.IdempotencyKey, cancellationToken);
    }
}
