namespace PayHooks.Storage;

/// <summary>The words for <see cref="EventStatus"/>.</summary>
internal static class EventStatusText
{
    /// <summary>The word for a status.</summary>
    public static string Of(EventStatus status) => status switch
    {
        EventStatus.Processing => "processing",
        EventStatus.Retrying => "retrying",
        EventStatus.Completed => "completed",
        _ => "dead",
    };

    /// <summary>The status of a word, or null when it is none.</summary>
    public static EventStatus? Parse(string? word) => word switch
    {
        "processing" => EventStatus.Processing,
        "retrying" => EventStatus.Retrying,
        "completed" => EventStatus.Completed,
        "dead" => EventStatus.Dead,
        _ => null,
    };
}
