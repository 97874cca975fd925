using System.Globalization;

namespace PayHooks.Faults.Shop;

/// <summary>The shop's own store: the state of each payment, written where the stored version is lower, and each try to write it.</summary>
internal sealed class OrderFile(string path)
{
    private readonly Lock gate = new();

    /// <summary>Writes the state of a payment, unless a newer one is stored.</summary>
    public void Store(WebhookEvent webhookEvent, HandlerContext context)
    {
        var payment = context.Payment!;
        lock (gate)
        {
            var known = File.Exists(path) ? Read(path) : [];
            var isNewer = known.All(order => order.Payment != payment.Id || !order.IsWritten || order.Version < payment.Version);
            File.AppendAllText(
                path, new Order(payment.Id, payment.State!, payment.Version, isNewer, webhookEvent.Type, context.IdempotencyKey).ToLine());
        }
    }

    /// <summary>Every try, in order.</summary>
    public static Order[] Read(string path) => [.. File.ReadLines(path).Select(Order.Of)];
}

/// <summary>One try to store the state of a payment.</summary>
/// <param name="Payment">The provider's id of it.</param>
/// <param name="State">Its state.</param>
/// <param name="Version">The version of the state.</param>
/// <param name="IsWritten">Whether the state was stored; otherwise a newer one was there.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Key">The idempotency key.</param>
internal sealed record Order(string Payment, string State, long Version, bool IsWritten, string Type, string Key)
{
    /// <summary>As a line.</summary>
    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Payment} {State} {Version} {IsWritten} {Type} {Key}\n");

    /// <summary>Of a line.</summary>
    public static Order Of(string line)
    {
        var parts = line.Split(' ');
        return new Order(parts[0], parts[1], long.Parse(parts[2], CultureInfo.InvariantCulture), bool.Parse(parts[3]), parts[4], parts[5]);
    }
}

/// <summary>The shop's handler.</summary>
internal sealed class StoreOrder(OrderFile orders) : IWebhookHandler
{
    /// <inheritdoc/>
    public ValueTask HandleAsync(WebhookEvent webhookEvent, HandlerContext context, CancellationToken cancellationToken)
    {
        orders.Store(webhookEvent, context);
        return ValueTask.CompletedTask;
    }
}
