namespace PayHooks.Storage;

/// <summary>What a completed event came to.</summary>
internal enum EventOutcome
{
    /// <summary>At least one handler accepted the event, and all that did have finished.</summary>
    Handled = 1,

    /// <summary>No registered handler accepts events of this type and verification. Nothing ran.</summary>
    NoHandler = 2,

    /// <summary>The provider's notice maps to none of the common types, and no handler accepts such events. Nothing ran.</summary>
    Unrecognised = 3,

    /// <summary>Another event had reported the same change of the payment. Nothing ran.</summary>
    Unchanged = 4,

    /// <summary>It is older than the payment's state. Nothing ran.</summary>
    Stale = 5,

    /// <summary>It contradicts what is known of the payment, and raised an alarm. Nothing ran.</summary>
    Conflict = 6,
}

/// <summary>The words for <see cref="EventOutcome"/> in JSON, filters and metrics.</summary>
internal static class EventOutcomeText
{
    /// <summary>All words, for messages.</summary>
    public const string Words = "handled, no_handler, unrecognised, unchanged, stale, conflict";

    /// <summary>The word for an outcome.</summary>
    public static string Of(EventOutcome outcome) => outcome switch
    {
        EventOutcome.Handled => "handled",
        EventOutcome.NoHandler => "no_handler",
        EventOutcome.Unchanged => "unchanged",
        EventOutcome.Stale => "stale",
        EventOutcome.Conflict => "conflict",
        _ => "unrecognised",
    };

    /// <summary>The outcome of a word, or null when it is not one.</summary>
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
