using Microsoft.Extensions.Configuration;
using PayHooks.Verification;
using PayHooks.Verification.Api;

namespace PayHooks.Configuration;

/// <summary>Reads <c>PayHooks__Sources__&lt;name&gt;__Api__…</c>.</summary>
internal sealed class ApiSettingsReader(SettingsReader reader, string source)
{
    /// <summary>The value of <c>Key</c> that takes the source's own secret.</summary>
    public const string WebhookSecret = "webhook-secret";

    private static readonly string[] Names = ["Key", "ClientKey", "Account", "Mode", "Every", "Confirm", "BaseUrl"];

    private static readonly TimeSpan Most = TimeSpan.FromDays(1);

    private bool isWrong;

    /// <summary>The settings; null if there are none, or if one is wrong, which is reported.</summary>
    /// <param name="section">The section <c>Api</c>.</param>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="form">What its API needs; null if it has none.</param>
    /// <param name="secrets">The secrets of the source.</param>
    public ApiSettings? Read(IConfigurationSection section, string provider, ApiSettingsForm? form, IReadOnlyList<Secret> secrets)
    {
        if (!section.Exists())
        {
            return null;
        }

        reader.Unknown(section, Names, source);
        if (form is null)
        {
            reader.Problem(section, $"does not apply: PayHooks uses no API of {provider}", "Remove it (docs/provider-apis.md).", source);
            return null;
        }

        if (!string.IsNullOrEmpty(section.Value))
        {
            Problem(section, "has no value of its own", $"Set {SettingsReader.NameOf(section)}__Key to {form.KeyForm}.");
        }

        var defaults = new ApiSettings { Key = "" };
        var settings = new ApiSettings
        {
            Key = Key(section.GetSection("Key"), form, secrets) ?? "",
            ClientKey = ClientKey(section, form),
            Account = Account(section, form),
            Mode = Mode(section, form),
            Every = Every(section) ?? defaults.Every,
            Confirm = Confirm(section, defaults.Confirm),
            BaseUrl = BaseUrl(section),
        };
        return isWrong ? null : settings;
    }

    private string? Key(IConfigurationSection section, ApiSettingsForm form, IReadOnlyList<Secret> secrets)
    {
        var key = section.Value?.Trim() ?? "";
        if (key.Length == 0)
        {
            Problem(section, "is missing", $"Set it to {form.KeyForm}, or remove the other Api settings of the source.");
            return null;
        }

        if (!string.Equals(key, WebhookSecret, StringComparison.OrdinalIgnoreCase))
        {
            return Usable(section, key, $"Set it to {form.KeyForm}.");
        }

        if (!form.KeyIsSecret)
        {
            Problem(section, $"('{WebhookSecret}') does not apply: the API of this provider has a key of its own",
                $"Set it to {form.KeyForm}.");
            return null;
        }

        // A secret that is missing or wrong is reported on its own.
        isWrong |= secrets is [] or [{ IsUsable: false }, ..];
        return isWrong ? null : Usable(section, System.Text.Encoding.UTF8.GetString(secrets[0].Utf8).Trim(), $"Set it to {form.KeyForm}.");
    }

    private string? ClientKey(IConfigurationSection section, ApiSettingsForm form)
    {
        var item = section.GetSection("ClientKey");
        if (SettingsReader.Text(section, "ClientKey") is { } key)
        {
            if (form.NeedsClientKey)
            {
                return Usable(item, key, "Set it to the client key of the merchant.");
            }

            Problem(item, "does not apply: the API of this provider has only one key", "Remove it.");
        }
        else if (form.NeedsClientKey)
        {
            Problem(item, "is missing", "Set it to the client key of the merchant.");
        }

        return null;
    }

    private string? Account(IConfigurationSection section, ApiSettingsForm form)
    {
        var item = section.GetSection("Account");
        if (SettingsReader.Text(section, "Account") is not { } account)
        {
            if (form.NeedsAccount)
            {
                Problem(item, "is missing", $"Set it to {form.AccountForm}.");
            }

            return null;
        }

        if (form.AccountForm is null)
        {
            Problem(item, "does not apply: the key of this provider belongs to one account", "Remove it.");
        }
        else if (!ApiAccount.IsValid(account, form.AccountKind))
        {
            Problem(item, $"('{account}') is not {form.AccountForm}", $"Write it as {ApiAccount.Example(form.AccountKind)}.");
        }

        return account;
    }

    private string? Mode(IConfigurationSection section, ApiSettingsForm form)
    {
        if (SettingsReader.Text(section, "Mode")?.ToLowerInvariant() is not { } mode)
        {
            return null;
        }

        if (!form.HasModes)
        {
            Problem(section.GetSection("Mode"), "does not apply: the key of this provider decides the mode", "Remove it.");
        }
        else if (mode is not ("live" or "test"))
        {
            Problem(section.GetSection("Mode"), $"('{mode}') is not a mode", "Set it to live or test.");
        }

        return mode;
    }

    private TimeSpan? Every(IConfigurationSection section)
    {
        if (SettingsReader.Text(section, "Every") is "0")
        {
            return TimeSpan.Zero;
        }

        var every = reader.Time(section, "Every", TimeSpan.Zero, Most, source);
        if (every > TimeSpan.Zero && every < TimeSpan.FromMinutes(1))
        {
            Problem(section.GetSection("Every"), $"({every:c}) is out of range", "Set it to 00:01:00 or more, or to 0 for never.");
        }

        isWrong |= every is null && section.GetSection("Every").Value is not null;
        return every;
    }

    private ApiConfirmation Confirm(IConfigurationSection section, ApiConfirmation otherwise)
    {
        switch (SettingsReader.Text(section, "Confirm")?.ToLowerInvariant())
        {
            case null:
                return otherwise;
            case "never":
                return ApiConfirmation.Never;
            case "partial":
                return ApiConfirmation.Partial;
            case "always":
                return ApiConfirmation.Always;
            case var other:
                Problem(section.GetSection("Confirm"), $"('{other}') is not a valid value", "Set it to never, partial or always.");
                return otherwise;
        }
    }

    // The provider's key would be sent there, so only this machine may be named.
    private Uri? BaseUrl(IConfigurationSection section)
    {
        if (SettingsReader.Text(section, "BaseUrl") is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.IsLoopback)
        {
            return url;
        }

        Problem(section.GetSection("BaseUrl"), "is not an address of this machine",
            "Remove it, so that the provider's own is used. For tests, write it as http://127.0.0.1:8080.");
        return null;
    }

    // The key becomes a header: one with a line end or a character outside of ASCII cannot be sent.
    private string? Usable(IConfigurationSection section, string key, string fix)
    {
        var problem = new Secret(0, key).Problem
            ?? (key.AsSpan().ContainsAnyExceptInRange(' ', '~') ? "has a character that no key has" : null);
        if (problem is null)
        {
            return key;
        }

        Problem(section, problem, fix);
        return null;
    }

    private void Problem(IConfigurationSection section, string what, string fix)
    {
        isWrong = true;
        reader.Problem(section, what, fix, source);
    }
}
