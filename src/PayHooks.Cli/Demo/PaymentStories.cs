using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace PayHooks.Cli.Demo;

/// <summary>The demo's payment stories: bodies as sent by Square and Stripe, reduced to the fields that PayHooks reads.</summary>
internal sealed class PaymentStories(DemoSources sources, TimeProvider time)
{
    private const string Square = "square";
    private const string Stripe = "stripe";

    private readonly DateTimeOffset start = time.GetUtcNow().AddMinutes(-10);
    private int number;

    /// <summary>All stories, in order.</summary>
    public IReadOnlyList<PaymentStory> All() =>
    [
        new(
            "Square reports its fee", "sq_fee",
            [
                SquarePayment("sq_fee", 0, more: null, "changed", DemoHandlers.Book, DemoHandlers.Receipt),
                SquarePayment("sq_fee", 1, ("processing_fee", Fee(175)), "unchanged"),
            ],
            "The payment is the same, so nothing runs again."),
        new(
            "A pending notice comes late", "pi_late",
            [
                Intent("succeeded", "pi_late", 1, "order-1", "changed", DemoHandlers.Book, DemoHandlers.Receipt),
                Intent("processing", "pi_late", 0, "order-1", "stale"),
            ],
            "It is older than the success, and does not undo it."),
        new(
            "A refund", "sq_back",
            [
                SquarePayment("sq_back", 0, more: null, "changed", DemoHandlers.Book, DemoHandlers.Receipt),
                SquareRefund("sq_back", 1, "changed", DemoHandlers.Book, DemoHandlers.Ask),
                SquarePayment("sq_back", 2, ("refunded_money", Money(1000)), "unchanged"),
            ],
            "Square then sends the payment again: still COMPLETED, not a second sale."),
        new(
            "A card is declined, the next one is not", "pi_again",
            [
                Intent("payment_failed", "pi_again", 0, "order-2", "changed", DemoHandlers.Book),
                Intent("succeeded", "pi_again", 1, "order-2", "changed", DemoHandlers.Book, DemoHandlers.Receipt),
            ],
            "A failure is not the end of a payment: both changes are handled."),
        new(
            "An order is paid twice", "pi_second",
            [
                Named(Intent("succeeded", "pi_first", 0, "order-3", "changed", DemoHandlers.Book, DemoHandlers.Receipt), "pi_first"),
                Named(Intent("succeeded", "pi_second", 1, "order-3", "changed", DemoHandlers.Book, DemoHandlers.Receipt), "pi_second"),
            ],
            "Both are handled, and an alarm is raised.")
        {
            Flags = ["paid_twice"],
        },
    ];

    private StoryNotice SquarePayment(string id, int minute, (string Name, JsonNode Value)? more, string effect, params string[] handlers)
    {
        var payment = new JsonObject
        {
            ["id"] = id,
            ["status"] = "COMPLETED",
            ["updated_at"] = Time(minute),
            ["total_money"] = Money(4990),
        };
        if (more is var (name, value))
        {
            payment[name] = value;
        }

        return SquareNotice("payment", minute, payment, effect, handlers);
    }

    private StoryNotice SquareRefund(string id, int minute, string effect, params string[] handlers) => SquareNotice(
        "refund",
        minute,
        new JsonObject
        {
            ["id"] = $"re_{id}",
            ["payment_id"] = id,
            ["status"] = "COMPLETED",
            ["updated_at"] = Time(minute),
            ["amount_money"] = Money(1000),
        },
        effect,
        handlers);

    private StoryNotice SquareNotice(string kind, int minute, JsonObject item, string effect, string[] handlers) => Notice(
        Square,
        $"{kind}.updated COMPLETED",
        new JsonObject
        {
            ["event_id"] = $"sq_evt_{++number}",
            ["type"] = $"{kind}.updated",
            ["created_at"] = Time(minute),
            ["data"] = new JsonObject { ["id"] = item["id"]!.DeepClone(), ["object"] = new JsonObject { [kind] = item } },
        },
        effect,
        handlers);

    private StoryNotice Intent(string what, string id, int minute, string order, string effect, params string[] handlers) => Notice(
        Stripe,
        $"payment_intent.{what}",
        new JsonObject
        {
            ["id"] = $"evt_{++number}",
            ["type"] = $"payment_intent.{what}",
            ["created"] = At(minute).ToUnixTimeSeconds(),
            ["livemode"] = false,
            ["data"] = new JsonObject
            {
                ["object"] = new JsonObject
                {
                    ["id"] = id,
                    ["amount"] = 4990,
                    ["amount_received"] = 4990,
                    ["currency"] = "usd",
                    ["latest_charge"] = $"ch_{number}",
                    ["metadata"] = new JsonObject { ["order_id"] = order },
                },
            },
        },
        effect,
        handlers);

    // For stories with two payments.
    private static StoryNotice Named(StoryNotice notice, string payment) => notice with { Says = $"{payment} succeeded" };

    private static JsonArray Fee(int cents) => new(new JsonObject { ["amount_money"] = Money(cents) });

    private static JsonObject Money(int cents) => new() { ["amount"] = cents, ["currency"] = "USD" };

    private string Time(int minute) => At(minute).ToString("O", CultureInfo.InvariantCulture);

    private DateTimeOffset At(int minute) => start.AddMinutes(minute);

    private StoryNotice Notice(string source, string says, JsonObject body, string effect, string[] handlers)
    {
        var signed = sources[source].Sign(Encoding.UTF8.GetBytes(body.ToJsonString()), time.GetUtcNow());
        return new StoryNotice(says, new Post(source, signed), sources[source].IdOf(signed), effect, handlers);
    }
}
