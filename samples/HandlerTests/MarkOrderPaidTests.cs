using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Orders;
using PayHooks;
using PayHooks.Testing;

namespace HandlerTests;

/// <summary>How to test a handler with its database: SQLite in memory, new for each test.</summary>
public sealed class MarkOrderPaidTests : IDisposable
{
    private readonly SqliteConnection connection = new("Data Source=:memory:");
    private readonly WebhookEvent paid = SampleEvents.Create("stripe", "payment_intent.succeeded");

    public MarkOrderPaidTests()
    {
        connection.Open();
        using var shop = Open();
        shop.Database.EnsureCreated();
    }

    public void Dispose() => connection.Dispose();

    [Fact]
    public async Task An_order_is_marked_as_paid_once_however_often_the_handler_runs()
    {
        await AddOrderAsync(paid.Amount!.Value!.Value);

        var run = await RunAsync(new HandlerHarnessOptions { Repeats = 2 });

        Assert.Equal(HandlerOutcome.Succeeded, run.Outcome);
        using var shop = Open();
        Assert.Equal(paid.OccurredAt, Assert.Single(shop.Orders).PaidAt);
        Assert.Equal(run.IdempotencyKey, Assert.Single(shop.HandledChanges).Key);
    }

    [Fact]
    public async Task Another_amount_than_the_order_costs_pays_nothing_and_becomes_a_dead_letter()
    {
        await AddOrderAsync(paid.Amount!.Value!.Value + 0.01m);

        var run = await RunAsync(new HandlerHarnessOptions());

        Assert.Equal(HandlerOutcome.DeadLettered, run.Outcome);
        using var shop = Open();
        Assert.Null(Assert.Single(shop.Orders).PaidAt);
        Assert.Empty(shop.HandledChanges);
    }

    [Fact]
    public async Task A_run_on_another_instance_that_was_faster_leaves_one_change()
    {
        await AddOrderAsync(paid.Amount!.Value!.Value);
        var first = await RunAsync(new HandlerHarnessOptions());
        using var slower = Open();
        (await slower.Orders.SingleAsync()).PaidAt = DateTimeOffset.MaxValue;
        slower.HandledChanges.Add(new HandledChange(first.IdempotencyKey));

        await Assert.ThrowsAsync<DbUpdateException>(() => slower.SaveChangesAsync());

        using var shop = Open();
        Assert.Equal(paid.OccurredAt, Assert.Single(shop.Orders).PaidAt);
    }

    private Task<HandlerRun> RunAsync(HandlerHarnessOptions options) => HandlerHarness.RunAsync<MarkOrderPaid>(
        paid, services => services.AddDbContext<ShopContext>(shop => shop.UseSqlite(connection)), options);

    private async Task AddOrderAsync(decimal total)
    {
        await using var shop = Open();
        shop.Orders.Add(new Order { Reference = paid.Resource.MerchantReference!, Total = total, Currency = paid.Amount!.Currency! });
        await shop.SaveChangesAsync();
    }

    private ShopContext Open() => new(new DbContextOptionsBuilder<ShopContext>().UseSqlite(connection).Options);
}
