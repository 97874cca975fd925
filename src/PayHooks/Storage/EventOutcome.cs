namespace PayHooks.Storage;

/// <summary>The outcome of a completed event.</summary>
internal enum EventOutcome
{
    /// <summary>At least one handler accepted the event, and all that did have finished.</summary>
    Handled = 1,

    /// <summary>No registered handler accepts events of this type and verification. Nothing ran.</summary>
    NoHandler = 2,

    /// <summary>The provider's notice maps to no common type, and no handler accepts such events. Nothing ran.</summary>
    Unrecognised = 3,

    /// <summary>Another event reported the same change of the payment first. Nothing ran.</summary>
    Unchanged = 4,

    /// <summary>The event is older than the payment's state. Nothing ran.</summary>
    Stale = 5,

    /// <summary>The event contradicts what is known of the payment and raised an alarm. Nothing ran.</summary>
    Conflict = 6,
}

/// <summary>Names of <see cref="EventOutcome"/> in JSON, filters and metrics.</summary>
internal static class EventOutcomeText
{
    /// <summary>All names, for messages.</summary>
    public const string Words = "handled, no_handler, unrecognised, unchanged, stale, conflict";

    /// <summary>The name of an outcome.</summary>
    public static string Of(EventOutcome outcome) => outcome switch
    {
        EventOutcome.Handled => "handled",
        EventOutcome.NoHandler => "no_handler",
        EventOutcome.Unchanged => "unchanged",
        EventOutcome.Stale => "stale",
        EventOutcome.Conflict => "conflict",
        _ => "unrecognised",
    };

    /// <summary>The outcome with this name; null if the name is unknown.</summary>
    public static EventOutcome? Parse(string? word) => word switch
    {
        "handled" => EventOutcome.Handled,
        "no_handler" => EventOutcome.NoHandler,
        "unrecognised" => EventOutcome.Unrecognised,
        "unchanged" => EventOutcome.Unchanged,
        "stale" => EventOutcome.Stale,
        "conflict" => EventOutcome.Conflict,
        _ => null,
    };
}
