using Microsoft.EntityFrameworkCore;

namespace Orders;

public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    public DbSet<HandledChange> HandledChanges => Set<HandledChange>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Order>().HasKey(order => order.Reference);
        modelBuilder.Entity<HandledChange>().HasKey(change => change.Key);
    }
}

public sealed class Order
{
    public required string Reference { get; init; }

    public required decimal Total { get; init; }

    public required string Currency { get; init; }

    public DateTimeOffset? PaidAt { get; set; }
}

public sealed record NewOrder(string Reference, decimal Total, string Currency);

/// <summary>A change of a payment that a handler has applied. Its key is the idempotency key of that change and handler.</summary>
public sealed record HandledChange(string Key);
