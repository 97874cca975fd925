using PayHooks.Operations.Failures;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.Operations.Jobs;

/// <summary>Which events a job replays. At least one member is set.</summary>
internal sealed record ReplayFilter
{
    /// <summary>The maximum number of <see cref="Ids"/>.</summary>
    public const int MaxIds = 500;

    /// <summary>Only these events.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Only events of this failure group.</summary>
    public string? Group { get; init; }

    /// <summary>Only this source.</summary>
    public string? Source { get; init; }

    /// <summary>Only this type.</summary>
    public string? Type { get; init; }

    /// <summary>Only events that this handler failed or has finished.</summary>
    public string? Handler { get; init; }

    /// <summary>Only this status: completed, retrying or dead.</summary>
    public EventStatus? Status { get; init; }

    /// <summary>Only events that completed with this outcome.</summary>
    public EventOutcome? Outcome { get; init; }

    /// <summary>Only events in live mode (true) or in test mode (false).</summary>
    public bool? Livemode { get; init; }

    /// <summary>Only events whose last error contains this text.</summary>
    public string? Error { get; init; }

    /// <summary>Only events first received at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only events first received before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only events of the payment with this id.</summary>
    public string? Payment { get; init; }

    /// <summary>The part of the filter that a ledger evaluates.</summary>
    /// <param name="status">The status to list, or null for all.</param>
    public EventQuery ToQuery(EventStatus? status) => new()
    {
        Source = Source,
        Type = Type,
        Status = status,
        Outcome = Outcome,
        Livemode = Livemode,
        Handler = Handler,
        Error = Error,
        Since = Since,
        Until = Until,
    };

    /// <summary>The statuses to list, one after the other. A failure group has events of two.</summary>
    public IReadOnlyList<EventStatus?> Statuses() =>
        Status is not null || Group is null ? [Status] : [EventStatus.Dead, EventStatus.Retrying];

    /// <summary>Whether an event matches.</summary>
    public bool Matches(EventRecord record) =>
        ToQuery(Status).Matches(record)
        && (Ids is null || Ids.Contains(record.Id, StringComparer.Ordinal))
        && (Payment is null || EventJson.PaymentOf(record) == Payment)

        // Last: it normalizes error texts.
        && (Group is null || EventFailure.Of(record).Any(failure => failure.GroupId == Group));
}
