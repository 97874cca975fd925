namespace PayHooks.Storage;

/// <summary>Names of <see cref="EventStatus"/>.</summary>
internal static class EventStatusText
{
    /// <summary>All names, for messages.</summary>
    public const string Words = "processing, retrying, paused, completed, dead";

    /// <summary>The name of a status.</summary>
    public static string Of(EventStatus status) => status switch
    {
        EventStatus.Processing => "processing",
        EventStatus.Retrying => "retrying",
        EventStatus.Completed => "completed",
        EventStatus.Paused => "paused",
        _ => "dead",
    };

    /// <summary>The status with this name; null if the name is unknown.</summary>
    public static EventStatus? Parse(string? word) => word switch
    {
        "processing" => EventStatus.Processing,
        "retrying" => EventStatus.Retrying,
        "completed" => EventStatus.Completed,
        "dead" => EventStatus.Dead,
        "paused" => EventStatus.Paused,
        _ => null,
    };
}
