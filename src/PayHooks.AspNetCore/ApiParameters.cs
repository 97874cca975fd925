using PayHooks.Captures;
using PayHooks.Operations;
using PayHooks.Operations.Jobs;
using PayHooks.Payments;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>The values that the operations read. Readers, the OpenAPI document and the MCP tools share them.</summary>
internal static class ApiParameters
{
    private static readonly string[] Statuses = EventStatusText.Words.Split(", ");

    /// <summary>The statuses whose events can be replayed.</summary>
    public static IReadOnlyList<string> ReplayedStatuses { get; } = ["completed", "retrying", "dead"];

    /// <summary>The source in a route.</summary>
    public static ApiParameter RouteSource { get; } = Text("source", "The name of the source.") with { IsRequired = true };

    /// <summary>The id of an event in a route.</summary>
    public static ApiParameter EventId { get; } = Text("id", "The event's id, which starts with evt_.") with { IsRequired = true };

    /// <summary>The id of a payment in a route.</summary>
    public static ApiParameter PaymentId { get; } = Text("id", "The provider's id of the payment.") with { IsRequired = true };

    /// <summary>The id of a flagged object in a route.</summary>
    public static ApiParameter FlaggedId { get; } =
        Text("id", "The provider's id of the payment or the payout.") with { IsRequired = true };

    /// <summary>The kind of a flagged object in a route.</summary>
    public static ApiParameter FlaggedKind { get; } =
        Text("kind", "What is flagged.") with { IsRequired = true, Values = ["payment", "payout"] };

    /// <summary>The id of a failure group in a route.</summary>
    public static ApiParameter GroupId { get; } = Text("id", "The id of the failure group.") with { IsRequired = true };

    /// <summary>The id of a bulk replay in a route.</summary>
    public static ApiParameter ReplayId { get; } = Text("id", "The id of the bulk replay.") with { IsRequired = true };

    /// <summary>The name of a source in a route.</summary>
    public static ApiParameter SourceName { get; } = Text("name", "The name of the source.") with { IsRequired = true };

    /// <summary>The name of a handler in a route.</summary>
    public static ApiParameter HandlerName { get; } = Text("name", "The name of the handler.") with { IsRequired = true };

    /// <summary>Why a change is made. Every operation that changes something reads it.</summary>
    public static ApiParameter Reason { get; } =
        Text("reason", "Why the change is made, at most 500 characters. The audit records it.");

    /// <summary>Only one source.</summary>
    public static ApiParameter Source { get; } = Text("source", "Only this source.");

    /// <summary>The page to return.</summary>
    public static ApiParameter Cursor { get; } =
        Text("cursor", "The cursor of the previous page. The request otherwise repeats its parameters.");

    /// <summary>Whether erased data is also removed from the files at once.</summary>
    public static ApiParameter Now { get; } = Flag(
        "now", "Whether the files of the data folder are rewritten without the erased data before the response. This can take minutes.");

    /// <summary>Whether handlers run for an event that changed nothing.</summary>
    public static ApiParameter Force { get; } = Flag("force", "Whether handlers also run if the event changed nothing.");

    /// <summary>When a pause ends.</summary>
    public static ApiParameter PausedUntil { get; } =
        Time("until", "When the pause ends by itself. Without it, it lasts until somebody resumes.");

    /// <summary>What somebody notes about a failure group.</summary>
    public static ApiParameter Note { get; } = Text("note", "The note, at most 1000 characters. An empty text removes it.");

    /// <summary>Whether a failure group is acknowledged.</summary>
    public static ApiParameter Acknowledged { get; } =
        Flag("acknowledged", "Whether the group is acknowledged, by the caller and now.");

    /// <summary>Which events are listed.</summary>
    public static IReadOnlyList<ApiParameter> EventFilter { get; } =
    [
        Texts("source", "Only these sources."),
        Texts("type", "Only these common types, for example payment.succeeded."),
        Texts("status", "Only these statuses.") with { Values = Statuses },
        Texts("outcome", "Only these outcomes.") with { Values = EventOutcomeText.Words.Split(", ") },
        Time("since", "Only events received at or after this time."),
        Time("until", "Only events received before this time."),
        Text(
            "q",
            "Only events with exactly this id: the event's, the provider's, a payment's, or the merchant's reference. If there is none, "
                + "events with this text in an id or in their last error: first those that wait or have failed, then, except on Azure, "
                + "the newest of the others. A page can be short or empty and still have a cursor."),
        Limit(50, EventQuery.MaxLimit),
        Cursor,
        Text("payment", "Only events of the payment with this id of the provider."),
        Flag("livemode", "Only live events, or only test events."),
        Texts("handler", "Only events that one of these handlers has finished or failed."),
        Text("error", "Only events whose last error contains this text."),
        Text("group", "Only events of the failure group with this id. They are dead or retrying."),
    ];

    /// <summary>Which payments are listed.</summary>
    public static IReadOnlyList<ApiParameter> PaymentFilter { get; } =
    [
        Text("id", "Only payments with this id of the provider."),
        Text("reference", "Only payments with this reference of the merchant."),
        Text("flag", "Only payments with this flag.") with { Values = PaymentFlagTexts.Names },
        Source,
        Text("state", "Only payments in this state.") with { Values = PaymentsApi.States },
    ];

    /// <summary>What is reconciled.</summary>
    public static IReadOnlyList<ApiParameter> Reconciliation { get; } =
    [
        Time("since", "The start of the window. Without it, what is due; with redeliver, three days ago."),
        Time("until", "The end of the window."),
        Text("payment", "Looks up only the payment with this id of the provider."),
        Flag("dryRun", "Whether the source is only compared and nothing is enqueued or asked for."),
        Flag("redeliver", "Whether the provider is asked to deliver again what has not arrived."),
    ];

    /// <summary>Which rejected deliveries are listed.</summary>
    public static IReadOnlyList<ApiParameter> RejectionFilter { get; } = [Source, Limit(100, RejectedDeliveries.Kept)];

    /// <summary>Which audit entries are listed.</summary>
    public static IReadOnlyList<ApiParameter> AuditFilter { get; } = [Limit(50, AuditTrail.MaxLimit), Cursor];

    /// <summary>Which events are replayed; at least one member is required.</summary>
    public static IReadOnlyList<ApiParameter> ReplayFilter { get; } =
    [
        Text("group", "Only events of the failure group with this id."),
        Texts("source", "Only these sources."),
        Texts("type", "Only these common types."),
        Texts("handler", "Only events that one of these handlers has finished or failed."),
        Texts("status", "Only these statuses.") with { Values = ReplayedStatuses },
        Texts("outcome", "Only these outcomes.") with { Values = EventOutcomeText.Words.Split(", ") },
        Text("error", "Only events whose last error contains this text."),
        Text("payment", "Only events of the payment with this id of the provider."),
        Texts("ids", "Only the events with these ids.") with { MaxValues = Operations.Jobs.ReplayFilter.MaxIds },
        Flag("livemode", "Only live events, or only test events."),
        Time("since", "Only events received at or after this time."),
        Time("until", "Only events received before this time."),
    ];

    /// <summary>A bulk replay.</summary>
    public static IReadOnlyList<ApiParameter> Replay { get; } =
    [
        new("filter", ApiValue.Object, "Which events; at least one member.") { IsRequired = true, Members = ReplayFilter },
        Number("ratePerSecond", $"How many events a second, from 1 to {ReplayJobs.MaxRate}. Default: {ReplayJobs.DefaultRate}."),
        Number("limit", "How many events at most."),
        Force,
        Flag("dryRun", "Whether the events are only counted."),
    ];

    /// <summary>The id of a capture in a route.</summary>
    public static ApiParameter CaptureId { get; } = Text("id", "The id of the capture.") with { IsRequired = true };

    /// <summary>The last delivery that was read.</summary>
    public static ApiParameter After { get; } = Number("after", "The number of the last delivery that was read. Default: none was.");

    /// <summary>A capture.</summary>
    public static IReadOnlyList<ApiParameter> NewCapture { get; } =
    [
        Text("source", "The source whose rejected deliveries are captured.") with { IsRequired = true },
        Number("seconds", $"How long, in seconds, up to {Capture.Longest.TotalSeconds:0}. Default: 600."),
    ];

    private static ApiParameter Text(string name, string description) => new(name, ApiValue.Text, description);

    private static ApiParameter Texts(string name, string description) =>
        new(name, ApiValue.Texts, description) { MaxValues = EventQuery.MaxValues };

    private static ApiParameter Time(string name, string description) => new(name, ApiValue.Time, description);

    private static ApiParameter Flag(string name, string description) => new(name, ApiValue.Flag, description);

    private static ApiParameter Number(string name, string description) => new(name, ApiValue.Number, description);

    private static ApiParameter Limit(int usual, int most) =>
        Number("limit", $"How many entries at most, up to {most}. Default: {usual}.");
}
