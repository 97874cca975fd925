using System.Text;
using System.Text.Json.Nodes;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Reconciliation.Simulated;

/// <summary>What a simulated provider's API returns.</summary>
internal enum SimulatedList
{
    /// <summary>Its events, with the ids of webhooks.</summary>
    Events,

    /// <summary>Its objects in their present state, from which the identity of a webhook can be built.</summary>
    States,

    /// <summary>Its objects in their present state, with nothing that a webhook identifies itself by.</summary>
    Objects,
}

/// <summary>The payments and refunds that a simulated provider keeps, and every change of them.</summary>
internal sealed class SimulatedShop(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly List<SimulatedChange> changes = [];

    /// <summary>Whether its payments are live; null if it does not say.</summary>
    public bool? Livemode { get; set; }

    public IReadOnlyList<SimulatedChange> Changes
    {
        get
        {
            lock (gate)
            {
                return [.. changes];
            }
        }
    }

    /// <summary>A payment changes now, or at another time.</summary>
    public SimulatedChange Pay(string payment, string type = EventTypes.PaymentSucceeded, string amount = "12.50", DateTimeOffset? at = null) =>
        Add(payment, refund: null, type, amount, at);

    /// <summary>A refund of a payment changes now.</summary>
    public SimulatedChange Refund(string payment, string refund, string type = EventTypes.RefundSucceeded) =>
        Add(payment, refund, type, "5.00", at: null);

    /// <summary>The last change of every object.</summary>
    public IEnumerable<SimulatedChange> Present => Changes.GroupBy(change => change.Object).Select(one => one.Last());

    /// <summary>What a list returns, newest first.</summary>
    public IReadOnlyList<ApiItem> List(SimulatedList list, ApiTimeFilter filter)
    {
        var all = Changes;
        var created = all.GroupBy(change => change.Object).ToDictionary(one => one.Key, one => one.First().At);
        var listed = list == SimulatedList.Events ? all : [.. Present];
        return
        [
            .. listed.Select((change, number) => (Change: change, Number: number, At: AtOf(change)))
                .OrderByDescending(one => one.At).ThenByDescending(one => one.Number)
                .Select(one => ItemOf(one.Change, list) with { At = one.At }),
        ];

        DateTimeOffset AtOf(SimulatedChange change) =>
            list == SimulatedList.Events || filter == ApiTimeFilter.Updated ? change.At : created[change.Object];
    }

    public static ApiItem ItemOf(SimulatedChange change, SimulatedList list) =>
        new(Encoding.UTF8.GetBytes(change.BodyOf(list != SimulatedList.Objects))) { HasWebhookIdentity = list != SimulatedList.Objects };

    private SimulatedChange Add(string payment, string? refund, string type, string amount, DateTimeOffset? at)
    {
        lock (gate)
        {
            var change = new SimulatedChange(changes.Count + 1, payment, refund, type, amount, at ?? time.GetUtcNow(), Livemode);
            changes.Add(change);
            return change;
        }
    }
}

/// <summary>A change of a payment or a refund.</summary>
internal sealed record SimulatedChange(
    int Number, string Payment, string? Refund, string Type, string Amount, DateTimeOffset At, bool? Livemode)
{
    /// <summary>The payment or the refund.</summary>
    public string Object => Refund ?? Payment;

    /// <summary>The id of the webhook's event.</summary>
    public string EventId => $"{Object}/{Type}";

    /// <summary>Whether it must be handled whenever it becomes known.</summary>
    public bool IsFact => Type is EventTypes.PaymentSucceeded or EventTypes.RefundSucceeded;

    /// <summary>The body of the webhook.</summary>
    public string Webhook => BodyOf(withId: true);

    public string BodyOf(bool withId)
    {
        var body = new JsonObject
        {
            ["payment"] = Payment,
            ["type"] = Type,
            ["status"] = Type,
            ["amount"] = Amount,
            ["at"] = At.ToUnixTimeSeconds(),
            ["reference"] = $"order-{Payment}",
        };
        if (withId)
        {
            body["id"] = EventId;
        }

        if (Refund is not null)
        {
            body["refund"] = Refund;
        }

        if (Livemode is not null)
        {
            body["live"] = Livemode;
        }

        return body.ToJsonString();
    }
}
