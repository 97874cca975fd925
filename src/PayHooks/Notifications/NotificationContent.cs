using System.Text.Json;
using PayHooks.Configuration;

namespace PayHooks.Notifications;

/// <summary>Writes a notification in the format of its receiver.</summary>
internal static class NotificationContent
{
    private const string Title = "PayHooks";

    /// <summary>The content of the request.</summary>
    public static byte[] Write(Notification notification, NotificationFormat format)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return format switch
        {
            NotificationFormat.Teams => Json(json => WriteTeams(json, notification)),
            NotificationFormat.Slack => Json(json => WriteSlack(json, notification)),
            _ => JsonSerializer.SerializeToUtf8Bytes(notification, NotificationJson.Default.Notification),
        };
    }

    // A message with an adaptive card, which a workflow "When a Teams webhook request is received" posts:
    // https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
    private static void WriteTeams(Utf8JsonWriter json, Notification notification)
    {
        json.WriteString("type"u8, "message");
        json.WriteStartArray("attachments"u8);
        json.WriteStartObject();
        json.WriteString("contentType"u8, "application/vnd.microsoft.card.adaptive");
        json.WriteNull("contentUrl"u8);
        json.WriteStartObject("content"u8);
        json.WriteString("$schema"u8, "http://adaptivecards.io/schemas/adaptive-card.json");
        json.WriteString("type"u8, "AdaptiveCard");
        json.WriteString("version"u8, "1.2");
        json.WriteStartArray("body"u8);
        foreach (var line in Lines(notification).Prepend(Title))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "TextBlock");
            json.WriteString("text"u8, AsPlain(line));
            json.WriteBoolean("wrap"u8, true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // https://github.com/slackhq/slack-api-docs/blob/master/index_incoming_webhooks.md; & < > are the characters to escape:
    // https://api.slack.com/reference/surfaces/formatting#escaping
    private static void WriteSlack(Utf8JsonWriter json, Notification notification) => json.WriteString(
        "text"u8,
        string.Join('\n', Lines(notification).Prepend(Title))
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal));

    private static IEnumerable<string> Lines(Notification notification) => notification.More == 0
        ? notification.Notices.Select(notice => notice.Text)
        : notification.Notices.Select(notice => notice.Text).Append($"And {notification.More} more.");

    // A text block understands links in Markdown; an error text must not become one.
    private static string AsPlain(string text) =>
        text.Replace("[", "(", StringComparison.Ordinal).Replace("]", ")", StringComparison.Ordinal);

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
