using PayHooks.Verification;

namespace PayHooks.Configuration;

/// <summary>A source with its provider.</summary>
/// <param name="Settings">The source's settings.</param>
/// <param name="Descriptor">The provider's description.</param>
/// <param name="Provider">The provider, or null if the settings are invalid for it: the source then responds with 503.</param>
internal sealed record Source(SourceSettings Settings, ProviderDescriptor Descriptor, IWebhookProvider? Provider);

/// <summary>The sources by name, created once.</summary>
internal sealed class SourceCatalog
{
    private readonly Dictionary<string, Source> byName;

    /// <summary>Creates the providers of the configured sources.</summary>
    public SourceCatalog(PayHooksOptions options, ProviderRegistry providers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(providers);
        byName = options.Sources.ToDictionary(settings => settings.Name, settings =>
            Create(settings, providers), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Every source.</summary>
    public IReadOnlyCollection<Source> All => byName.Values;

    /// <summary>Finds a source by name, ignoring case; null if there is none.</summary>
    public Source? Find(string name) => byName.GetValueOrDefault(name);

    private static Source Create(SourceSettings settings, ProviderRegistry providers)
    {
        var descriptor = providers.Find(settings.Provider)
            ?? throw new InvalidOperationException($"The source '{settings.Name}' names no provider: '{settings.Provider}'.");
        try
        {
            return new Source(settings, descriptor, descriptor.Create(settings));
        }
        catch (FormatException)
        {
            // Already reported as a ConfigurationError when the settings were read.
            return new Source(settings, descriptor, null);
        }
    }
}
