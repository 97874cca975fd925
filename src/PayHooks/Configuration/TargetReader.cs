using Microsoft.Extensions.Configuration;
using PayHooks.Forwarding;
using PayHooks.Verification;

namespace PayHooks.Configuration;

/// <summary>Reads where something is sent: an address, and the Standard Webhooks secret that signs what is sent.</summary>
internal sealed class TargetReader(SettingsReader settings)
{
    /// <summary>The name of the address.</summary>
    public const string UrlName = "Url";

    /// <summary>The name of the secret.</summary>
    public const string SecretName = "Secret";

    /// <summary>Reads the address; null if it cannot be used, which is then a problem. No message contains it, because it can be a
    /// secret.</summary>
    /// <param name="section">The target.</param>
    /// <param name="fix">What to do if there is none.</param>
    public Uri? Url(IConfigurationSection section, string fix)
    {
        ArgumentNullException.ThrowIfNull(section);
        if (SettingsReader.Text(section, UrlName) is not { } text)
        {
            settings.Problem(section.GetSection(UrlName), "is missing", fix);
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        settings.Problem(
            section.GetSection(UrlName), ReferenceProblemOf(text) ?? "is not an absolute http or https URL",
            "Write it as https://host/path.");
        return null;
    }

    /// <summary>Reads the secret; null if it cannot be used, which is then a problem.</summary>
    public string? Secret(IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var secret = SettingsReader.Text(section, SecretName);
        if (secret is not null && ForwardSignature.TryKey(secret) is not null)
        {
            return secret;
        }

        settings.Problem(
            section.GetSection(SecretName),
            secret is null ? "is missing" : new Secret(0, secret).Problem ?? "is not a Standard Webhooks secret",
            "Set it to whsec_ and the base64 of 24 to 64 random bytes: echo whsec_$(openssl rand -base64 32)");
        return null;
    }

    // A Key Vault reference that was not resolved.
    private static string? ReferenceProblemOf(string text) => text is ['@', ..] ? new Secret(0, text).Problem : null;
}
