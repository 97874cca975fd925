using System.Text.Json.Serialization;

namespace PayHooks.Notifications;

/// <summary>Something that a person should know, as long as it lasts.</summary>
/// <param name="Key">Identifies it among the shared rows.</param>
/// <param name="Kind">
/// <c>failure_group</c>, <c>payment_alarm</c>, <c>silent_source</c>, <c>rejections</c> or <c>missed_webhooks</c>.
/// </param>
/// <param name="Source">The source.</param>
/// <param name="Text">What happened, and where to look.</param>
internal sealed record Notice([property: JsonIgnore] string Key, string Kind, string Source, string Text);

/// <summary>Several notices that are sent together.</summary>
internal sealed record Notification
{
    /// <summary>Identifies it; the same when it is sent again.</summary>
    public required string Id { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The notices.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }

    /// <summary>How many more there are.</summary>
    public int More { get; init; }
}

/// <summary>A notification that is being sent to a target, as it is stored.</summary>
/// <param name="Content">The notification.</param>
/// <param name="Target">The number of the target, which has not accepted it yet.</param>
internal sealed record PendingNotification(Notification Content, int Target);

/// <summary>The newest notification, as it is stored.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Id">Its id.</param>
internal sealed record LastNotification(DateTimeOffset At, string Id);

/// <summary>What is known of a notice, as it is stored.</summary>
/// <param name="Since">When it was first seen.</param>
/// <param name="GoneAt">When it was over; null while it lasts.</param>
internal sealed record NoticeRow(DateTimeOffset Since, DateTimeOffset? GoneAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Notification))]
[JsonSerializable(typeof(PendingNotification))]
[JsonSerializable(typeof(LastNotification))]
[JsonSerializable(typeof(NoticeRow))]
internal sealed partial class NotificationJson : JsonSerializerContext;
