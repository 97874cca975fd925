using PayHooks.Verification.Descriptions;
using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification;

/// <summary>A provider's entry in the registry.</summary>
/// <param name="Name">The canonical name, lowercase, with <c>-</c>.</param>
/// <param name="Create">Creates the provider for one source; throws <see cref="FormatException"/> with a readable message
/// if the source's settings are invalid.</param>
public sealed record ProviderDescriptor(string Name, Func<SourceSettings, IWebhookProvider> Create)
{
    /// <summary>Alternative names.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The form of the secret, for messages: "the secret key", "user:password".</summary>
    public string SecretForm
    {
        get => field ?? (SchemeOf is null ? null : SchemePreset.SecretForm([SchemeOf.Value])) ?? "the webhook secret";
        init;
    }

    /// <summary>The scheme description of a preset, read on demand; null for providers in code.</summary>
    internal Lazy<SchemeLayer>? SchemeOf { get; init; }

    /// <summary>Kinds that <c>AcceptUnsigned</c> may name.</summary>
    public IReadOnlyList<string> UnsignedKinds { get; init; } = [];

    /// <summary>Additional settings of <see cref="SourceSettings"/> that the provider reads.</summary>
    public IReadOnlyList<string> OwnSettings { get; init; } = [];

    /// <summary>Headers of a 401 response; for example <c>WWW-Authenticate</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ChallengeHeaders { get; init; } = [];

    /// <summary>The body of a 200 response; empty for most providers.</summary>
    public string SuccessBody { get; init; } = "";

    /// <summary>Whether a source may describe the scheme, or override parts of it.</summary>
    internal bool IsDescribed => OwnSettings.Contains(SchemePreset.OwnSettings[0]);

    /// <summary>Whether the provider has its own scheme.</summary>
    internal bool HasScheme => SchemeOf is not null;

    /// <summary>Returns the provider with additional layers over its scheme; those of a source are applied last.</summary>
    internal ProviderDescriptor WithScheme(IReadOnlyList<SchemeLayer> parts)
    {
        var create = Create;
        return this with { Create = source => create(source with { Scheme = [.. parts, .. source.Scheme] }) };
    }
}
