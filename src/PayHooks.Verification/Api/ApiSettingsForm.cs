namespace PayHooks.Verification.Api;

/// <summary>Which settings a provider's API needs; for the check of <see cref="ApiSettings"/> and its messages.</summary>
/// <param name="KeyForm">What the key is: "a restricted key that can read events (rk_…)".</param>
public sealed record ApiSettingsForm(string KeyForm)
{
    /// <summary>Whether the key is the webhook secret, so that <c>Api__Key</c> can be <c>webhook-secret</c>.</summary>
    public bool KeyIsSecret { get; init; }

    /// <summary>What <see cref="ApiSettings.Account"/> is; null if it has no effect.</summary>
    public string? AccountForm { get; init; }

    /// <summary>How the account is written.</summary>
    public ApiAccountKind AccountKind { get; init; }

    /// <summary>Whether the account is required.</summary>
    public bool NeedsAccount { get; init; }

    /// <summary>Whether <see cref="ApiSettings.Mode"/> decides the host or what is listed.</summary>
    public bool HasModes { get; init; }

    /// <summary>Whether <see cref="ApiSettings.ClientKey"/> is required.</summary>
    public bool NeedsClientKey { get; init; }
}

/// <summary>How an account is written. It becomes a part of URLs, so nothing else is accepted.</summary>
public enum ApiAccountKind
{
    /// <summary>Letters, digits, <c>-</c> and <c>_</c>.</summary>
    Id = 0,

    /// <summary>One label of a host name: letters, digits and <c>-</c>.</summary>
    Label = 1,

    /// <summary>A host name, with a path if needed: <c>shop.example.com</c>, <c>example.com/shop</c>.</summary>
    Site = 2,

    /// <summary>A path of letters, digits, <c>-</c>, <c>_</c> and <c>.</c>: <c>repos/acme/shop</c>.</summary>
    Path = 3,
}
