using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace PayHooks.Configuration;

/// <summary>Reads <c>Notifications</c>.</summary>
internal sealed class NotificationReader(SettingsReader settings)
{
    private const string FormatName = "Format";

    private readonly TargetReader targets = new(settings);

    /// <summary>Returns the targets.</summary>
    public IReadOnlyList<NotificationTarget> Read(IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return [.. settings.List(section).Select(ReadOne).OfType<NotificationTarget>()];
    }

    private NotificationTarget? ReadOne(IConfigurationSection item)
    {
        settings.Unknown(item, [TargetReader.UrlName, FormatName, TargetReader.SecretName]);
        if (targets.Url(item, "Set it to the address that receives notifications, or remove the target.") is not { } url)
        {
            return null;
        }

        NotificationFormat? format = (SettingsReader.Text(item, FormatName) ?? "webhook").ToLowerInvariant() switch
        {
            "webhook" => NotificationFormat.Webhook,
            "teams" => NotificationFormat.Teams,
            "slack" => NotificationFormat.Slack,
            _ => null,
        };
        if (format is null)
        {
            settings.Problem(item.GetSection(FormatName), "is not one of the formats", "Set it to webhook, teams or slack.");
            return null;
        }

        var target = new NotificationTarget(int.Parse(item.Key, CultureInfo.InvariantCulture), url, format.Value, Secret: null);
        if (format == NotificationFormat.Webhook)
        {
            return targets.Secret(item) is { } secret ? target with { Secret = secret } : null;
        }

        if (SettingsReader.Text(item, TargetReader.SecretName) is not null)
        {
            settings.Problem(
                item.GetSection(TargetReader.SecretName), "does not apply to this format, whose address is the secret", "Remove it.");
            return null;
        }

        return target;
    }
}
