namespace PayHooks.Verification.Api;

/// <summary>The settings of a source's API: <c>PayHooks__Sources__&lt;name&gt;__Api__…</c>. Without a key, no API is called.</summary>
public sealed record ApiSettings
{
    /// <summary>The key that requests present.</summary>
    public required string Key { get; init; }

    /// <summary>PortOne: the client key; null for other providers.</summary>
    public string? ClientKey { get; init; }

    /// <summary>The account, site, shop or repository, where the provider's URLs contain one; null otherwise.</summary>
    public string? Account { get; init; }

    /// <summary>
    /// <c>live</c> or <c>test</c>, where the mode decides the host; null for that of the key if the key shows one, else live.
    /// </summary>
    public string? Mode { get; init; }

    /// <summary>How often the source is reconciled; zero never.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Which events the API confirms before handlers run.</summary>
    public ApiConfirmation Confirm { get; init; } = ApiConfirmation.Partial;

    /// <summary>Replaces the provider's host, for tests: a loopback address; null for the provider's own.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The settings without the key.</summary>
    public override string ToString() =>
        $"{nameof(ApiSettings)} {{ Account = {Account}, Mode = {Mode}, Every = {Every}, Confirm = {Confirm} }}";
}

/// <summary>Which events the API confirms before handlers run.</summary>
public enum ApiConfirmation
{
    /// <summary>None.</summary>
    Never = 0,

    /// <summary>Those of level none, partial or credentials.</summary>
    Partial = 1,

    /// <summary>Those with a signature, too.</summary>
    Always = 2,
}
