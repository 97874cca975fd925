using System.Text.Json.Nodes;

namespace PayHooks.Tests.Payments;

/// <summary>
/// Bodies of a few events of two payments, often of one order, and of what belongs to them, chosen so that they contradict each other.
/// </summary>
internal static class RandomDeliveries
{
    /// <summary>How many events, unless a test says otherwise.</summary>
    public const int MostEvents = 9;

    private static readonly string[] PaymentTypes =
    [
        EventTypes.PaymentPending, EventTypes.PaymentFailed, EventTypes.PaymentAuthorized, EventTypes.PaymentExpired,
            EventTypes.PaymentCanceled,
        EventTypes.PaymentSucceeded, EventTypes.PaymentSucceeded, EventTypes.PaymentSucceeded,
    ];

    private static readonly (string Kind, string[] Types)[] Children =
    [
        ("refund", [EventTypes.RefundPending, EventTypes.RefundSucceeded, EventTypes.RefundFailed]),
        ("refund", [EventTypes.RefundSucceeded]),
        ("capture", [EventTypes.PaymentSucceeded, EventTypes.PaymentCaptured, EventTypes.PaymentCaptureFailed]),
        ("dispute", [EventTypes.DisputeOpened, EventTypes.DisputeWon, EventTypes.DisputeLost]),
        ("payout", [EventTypes.PayoutPending, EventTypes.PayoutSucceeded, EventTypes.PayoutFailed]),
    ];

    /// <summary>Ids and bodies of events.</summary>
    /// <param name="random">Chooses.</param>
    /// <param name="rules">Whether events have times.</param>
    /// <param name="name">Part of every id, so that histories share nothing.</param>
    /// <param name="most">How many events at most.</param>
    public static (string Id, string Body)[] Make(Random random, PaymentRules rules, string name, int most = MostEvents)
    {
        var hasTotals = random.Next(4) == 0;
        var hasUntimed = random.Next(8) == 0;
        var reference = random.Next(2) == 0 ? $"order-{name}" : null;
        return [.. Enumerable.Range(0, random.Next(3, most + 1)).Select(number =>
        {
            var id = $"e{number}-{name}";
            var second = random.Next(4);
            var payment = $"p{(random.Next(4) == 0 ? 2 : 1)}-{name}";
            var body = new JsonObject
            {
                ["id"] = id, ["payment"] = payment, ["reference"] = reference,
                ["amount"] = random.Next(8) == 0 ? "20.00" : "10.00",
            };
            if (rules.OrdersByTime && !(hasUntimed && random.Next(3) == 0))
            {
                body["at"] = 1_767_000_000 + second;
            }

            if (random.Next(6) == 0)
            {
                body["level"] = nameof(VerificationLevel.Partial);
            }

            if (random.Next(3) == 0)
            {
                var (kind, types) = Children[random.Next(Children.Length)];

                // Captures are numbered within their payment, the others within the source.
                body[kind] = $"{kind}{random.Next(2)}-{(kind == "capture" ? name : payment)}";
                body["type"] = types[random.Next(types.Length)];
                body["amount"] = "6.00";
            }
            else if (hasTotals && random.Next(3) == 0)
            {
                body["total"] = $"{1 + second}.00";
                body["type"] = EventTypes.RefundSucceeded;
            }
            else
            {
                body["type"] = PaymentTypes[random.Next(PaymentTypes.Length)];
                body["attempt"] = random.Next(3) == 0 ? id : null;
            }

            return (id, body.ToJsonString());
        })];
    }
}
