using PayHooks.Verification;

namespace PayHooks.Cli.Settings;

/// <summary>A source with a provider's default settings, with which the tool signs and verifies.</summary>
internal static class DefaultSource
{
    /// <summary>Returns the name of a source whose settings do not specify a provider.</summary>
    public static string NameOf(ProviderDescriptor provider) => provider.Name.Replace('-', '_');

    /// <summary>Returns settings for a source of this provider, with at most one secret, that accepts unsigned events or none.</summary>
    public static SourceSettings Of(ProviderDescriptor provider, string? name, Secret? secret, bool acceptUnsigned = false) => new()
    {
        Name = name ?? NameOf(provider),
        Provider = provider.Name,
        Secrets = secret is null ? [] : [secret],
        AcceptUnsigned = acceptUnsigned ? provider.UnsignedKinds.ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>(StringComparer.Ordinal),
    };
}
