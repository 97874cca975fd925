using PayHooks.Verification.Descriptions;
using PayHooks.Verification.Descriptions.Reading;

namespace PayHooks.Verification;

/// <summary>What the registry knows of a provider.</summary>
/// <param name="Name">The canonical name, lowercase, with <c>-</c>.</param>
/// <param name="Create">Makes the provider for one source; throws <see cref="FormatException"/> with a message for people
/// when the source's settings do not fit.</param>
public sealed record ProviderDescriptor(string Name, Func<SourceSettings, IWebhookProvider> Create)
{
    /// <summary>Other names it answers to.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The form of its secret, for messages: "the secret key", "user:password".</summary>
    public string SecretForm
    {
        get => field ?? (SchemeOf is null ? null : SchemePreset.SecretForm([SchemeOf.Value])) ?? "the webhook secret";
        init;
    }

    /// <summary>The description of a preset's scheme, read when it is needed; null for providers in code.</summary>
    internal Lazy<SchemeLayer>? SchemeOf { get; init; }

    /// <summary>Kinds that <c>AcceptUnsigned</c> may name.</summary>
    public IReadOnlyList<string> UnsignedKinds { get; init; } = [];

    /// <summary>Settings of <see cref="SourceSettings"/> beyond the common ones that it reads.</summary>
    public IReadOnlyList<string> OwnSettings { get; init; } = [];

    /// <summary>Headers of an answer 401; for example <c>WWW-Authenticate</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ChallengeHeaders { get; init; } = [];

    /// <summary>The body of an answer 200; most providers want none.</summary>
    public string SuccessBody { get; init; } = "";

    /// <summary>Whether a source may describe its scheme, or lay something over it.</summary>
    internal bool IsDescribed => OwnSettings.Contains(SchemePreset.OwnSettings[0]);

    /// <summary>Whether it has a scheme of its own.</summary>
    internal bool HasScheme => SchemeOf is not null;

    /// <summary>The same provider with these parts laid over its scheme; what a source says of its own comes on top.</summary>
    internal ProviderDescriptor WithScheme(IReadOnlyList<SchemeLayer> parts)
    {
        var create = Create;
        return this with { Create = source => create(source with { Scheme = [.. parts, .. source.Scheme] }) };
    }
}
