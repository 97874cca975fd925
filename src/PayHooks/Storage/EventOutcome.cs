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
}

/// <summary>The words for <see cref="EventOutcome"/> in JSON, filters and metrics.</summary>
internal static class EventOutcomeText
{
    /// <summary>All words, for messages.</summary>
    public const string Words = "handled, no_handler, unrecognised";

    /// <summary>The word for an outcome.</summary>
    public static string Of(EventOutcome outcome) => outcome switch
    {
        EventOutcome.Handled => "handled",
        EventOutcome.NoHandler => "no_handler",
        _ => "unrecognised",
    };

    /// <summary>The outcome of a word, or null when it is not one.</summary>
    public static EventOutcome? Parse(string? word) => word switch
    {
        "handled" => EventOutcome.Handled,
        "no_handler" => EventOutcome.NoHandler,
        "unrecognised" => EventOutcome.Unrecognised,
        _ => null,
    };
}
