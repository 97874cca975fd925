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

    /// <summary>Only these sources.</summary>
    public IReadOnlyList<string>? Source { get; init; }

    /// <summary>Only these types.</summary>
    public IReadOnlyList<string>? Type { get; init; }

    /// <summary>Only events that one of these handlers failed or has finished.</summary>
    public IReadOnlyList<string>? Handler { get; init; }

    /// <summary>Only these statuses: completed, retrying or dead.</summary>
    public IReadOnlyList<EventStatus>? Status { get; init; }

    /// <summary>Only events that completed with one of these outcomes.</summary>
    public IReadOnlyList<EventOutcome>? Outcome { get; init; }

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
    public EventQuery ToQuery() => new()
    {
        Source = [.. Source ?? []],
        Type = [.. Type ?? []],
        Status = Status is null && Group is not null ? FailureGroups.Statuses : [.. Status ?? []],
        Outcome = [.. Outcome ?? []],
        Livemode = Livemode,
        Handler = [.. Handler ?? []],
        Error = Error,
        Since = Since,
        Until = Until,
    };

    /// <summary>Whether an event matches.</summary>
    public bool Matches(EventRecord record) =>
        ToQuery().Matches(record)
        && (Ids is null || Ids.Contains(record.Id, StringComparer.Ordinal))
        && (Payment is null || EventJson.PaymentOf(record) == Payment)

        // Last: it normalizes error texts.
        && (Group is null || EventFailure.Of(record).Any(failure => failure.GroupId == Group));
}
