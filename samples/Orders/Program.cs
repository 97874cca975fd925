using Microsoft.EntityFrameworkCore;
using Orders;
using PayHooks.AspNetCore;
using PayHooks.RocksDb;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<ShopContext>(shop =>
    shop.UseSqlite(builder.Configuration.GetConnectionString("Shop") ?? "Data Source=shop.db"));
builder.AddPayHooks().UseRocksDb("payhooks-data").Handle<MarkOrderPaid>("payment.succeeded");

var app = builder.Build();
await using (var scope = app.Services.CreateAsyncScope())
{
    await scope.ServiceProvider.GetRequiredService<ShopContext>().Database.EnsureCreatedAsync();
}

app.MapPayHooks();
app.MapGet("/orders", (ShopContext shop) => shop.Orders.ToListAsync());
app.MapPost("/orders", async (NewOrder order, ShopContext shop) =>
{
    shop.Orders.Add(new Order { Reference = order.Reference, Total = order.Total, Currency = order.Currency });
    await shop.SaveChangesAsync();
    return Results.Created($"/orders/{order.Reference}", order);
});
await app.RunAsync();
