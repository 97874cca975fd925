using PayHooks.Verification.Api;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification;

/// <summary>One configured endpoint: <c>PayHooks__Sources__&lt;name&gt;__…</c>.</summary>
public sealed record SourceSettings
{
    /// <summary>The name in the URL, lowercase: <c>[a-z0-9_]{1,40}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The provider's canonical name.</summary>
    public required string Provider { get; init; }

    /// <summary>The active secrets; a match with any of them is accepted.</summary>
    public IReadOnlyList<Secret> Secrets { get; init; } = [];

    /// <summary>Kinds accepted without a signature, lowercase.</summary>
    public IReadOnlySet<string> AcceptUnsigned { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>x-signature: the header that holds the signature; null for the default.</summary>
    public string? Header { get; init; }

    /// <summary>x-signature: sha1, sha256, sha384 or sha512; null for the default.</summary>
    public string? Algorithm { get; init; }

    /// <summary>x-signature: hex, base64 or auto; null for the default.</summary>
    public string? Encoding { get; init; }

    /// <summary>x-signature: the prefix of the signature; null for the default.</summary>
    public string? Prefix { get; init; }

    /// <summary>x-signature: the header with the signed time; null if the time is not signed.</summary>
    public string? TimestampHeader { get; init; }

    /// <summary>x-signature: the maximum difference between the signed time and the time of receipt; null for the default.</summary>
    public TimeSpan? Tolerance { get; init; }

    /// <summary>
    /// The description of the scheme, or the layers that override the provider's own: the file first, then the settings. Empty if the
    /// source has none.
    /// </summary>
    internal IReadOnlyList<SchemeLayer> Scheme { get; init; } = [];

    /// <summary>The settings of the provider's API; null if the source has no key for it.</summary>
    public ApiSettings? Api { get; init; }

    /// <summary>Warn if no genuine delivery arrives for this long; null to never warn.</summary>
    public TimeSpan? SilenceAfter { get; init; }
}
