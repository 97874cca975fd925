using System.Globalization;
using Microsoft.Extensions.Configuration;
using PayHooks.Forwarding;
using PayHooks.Verification;

namespace PayHooks.Configuration;

/// <summary>Reads <c>Notifications</c>.</summary>
internal sealed class NotificationReader(SettingsReader settings)
{
    private const string UrlName = "Url";
    private const string FormatName = "Format";
    private const string SecretName = "Secret";

    /// <summary>Returns the targets.</summary>
    public IReadOnlyList<NotificationTarget> Read(IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return [.. settings.List(section).Select(ReadOne).OfType<NotificationTarget>()];
    }

    private NotificationTarget? ReadOne(IConfigurationSection item)
    {
        settings.Unknown(item, [UrlName, FormatName, SecretName]);
        var text = SettingsReader.Text(item, UrlName);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            // The address can be a secret, too.
            settings.Problem(
                item.GetSection(UrlName),
                (text is ['@', ..] ? new Secret(0, text).Problem : null) ?? "is not an absolute http or https URL",
                "Write it as https://host/path.");
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

        var secret = SettingsReader.Text(item, SecretName);
        if (format == NotificationFormat.Webhook ? secret is null || ForwardSignature.TryKey(secret) is null : secret is not null)
        {
            settings.Problem(
                item.GetSection(SecretName),
                format != NotificationFormat.Webhook ? "does not apply to this format, whose address is the secret"
                    : secret is null ? "is missing" : "is not a Standard Webhooks secret",
                format != NotificationFormat.Webhook ? "Remove it."
                    : "Set it to whsec_ and the base64 of 24 to 64 random bytes: echo whsec_$(openssl rand -base64 32)");
            return null;
        }

        return new NotificationTarget(int.Parse(item.Key, CultureInfo.InvariantCulture), url, format.Value, secret);
    }
}
