using PayHooks.Verification;

namespace PayHooks.Cli.Settings;

/// <summary>A provider's source as it is without settings of its own: what the tool signs and verifies with.</summary>
internal static class DefaultSource
{
    /// <summary>The name of a source whose settings name no provider.</summary>
    public static string NameOf(ProviderDescriptor provider) => provider.Name.Replace('-', '_');

    /// <summary>The settings of a source of this provider, with at most one secret, that accepts nothing unsigned, or everything.</summary>
    public static SourceSettings Of(ProviderDescriptor provider, string? name, Secret? secret, bool acceptUnsigned = false) => new()
    {
        Name = name ?? NameOf(provider),
        Provider = provider.Name,
        Secrets = secret is null ? [] : [secret],
        AcceptUnsigned = acceptUnsigned ? provider.UnsignedKinds.ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>(StringComparer.Ordinal),
    };
}
