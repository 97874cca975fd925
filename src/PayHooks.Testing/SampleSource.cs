using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using PayHooks.Configuration;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Testing;

/// <summary>Settings of sources that accept their provider's samples, each with its own secret.</summary>
internal static class SampleSource
{
    /// <summary>The URL that a sample event was sent to, for schemes that sign the URL.</summary>
    public const string Url = "https://shop.example.com/webhooks/sample";

    private static readonly ProviderRegistry Registry = new();

    /// <summary>Every provider that has samples.</summary>
    public static IEnumerable<ProviderDescriptor> Providers => SampleCatalog.Providers.Select(name => Registry.Find(name)!);

    /// <summary>The name of a provider's source: the provider's name, with <c>_</c> instead of <c>-</c>.</summary>
    public static string NameOf(ProviderDescriptor provider) => provider.Name.Replace('-', '_');

    /// <summary>The provider with a name or alias.</summary>
    /// <exception cref="ArgumentException">The provider is unknown, or has no samples.</exception>
    public static ProviderDescriptor ProviderOf(string provider)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(provider);
        if (Registry.Find(provider) is { } found && SampleCatalog.Events(found.Name).Count > 0)
        {
            return found;
        }

        var meant = DidYouMean.To(provider, SampleCatalog.Providers) is { } near ? $" Did you mean '{near}'?" : "";
        throw new ArgumentException(
            $"There are no samples of a provider '{provider}'.{meant} Providers with samples: {string.Join(", ", SampleEvents.Providers)}.",
                nameof(provider));
    }

    /// <summary>The provider of a saved event, which needs no samples, but a scheme of its own.</summary>
    /// <exception cref="FormatException">The provider is unknown, or is described in the settings of its source.</exception>
    public static ProviderDescriptor DescribedProviderOf(string provider) => Registry.Find(provider) switch
    {
        null => throw new FormatException($"the provider '{provider}' is not built in."),
        { IsDescribed: true, HasScheme: false } => throw new FormatException(
            $"the scheme of '{provider}' is in the settings of its source. Pass them to PayHooksTestHost, and use DeliverBodyAsync."),
        var found => found,
    };

    /// <summary>The sample with a name.</summary>
    /// <exception cref="ArgumentException">The provider has no sample with this name.</exception>
    public static SampleEvent SampleOf(ProviderDescriptor provider, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (SampleCatalog.Find(provider.Name, name) is { } sample)
        {
            return sample;
        }

        var meant = SampleCatalog.Suggest(provider.Name, name) is { } near ? $" Did you mean '{near}'?" : "";
        throw new ArgumentException(
            $"{provider.Name} has no sample '{name}'.{meant} Its samples: "
                + $"{string.Join(", ", SampleCatalog.Events(provider.Name).Select(one => one.Name))}.",
            nameof(name));
    }

    /// <summary>The settings of a provider's source.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> SettingsFor(ProviderDescriptor provider) =>
        SettingsFor(provider, NameOf(provider));

    /// <summary>The settings of a provider's source with a name.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> SettingsFor(ProviderDescriptor provider, string name)
    {
        var prefix = $"PayHooks:Sources:{name}:";
        yield return new($"{prefix}Provider", provider.Name);

        // Sixty-four hexadecimal digits are valid as text, as a hexadecimal key and as a base64 key.
        var digits = RandomNumberGenerator.GetHexString(64, lowercase: true);
        yield return new($"{prefix}Secrets:0", provider.SecretForm == "user:password" ? $"sample:{digits}" : digits);
        foreach (var (kind, index) in provider.UnsignedKinds.Select((kind, index) => (kind, index)))
        {
            yield return new(string.Create(CultureInfo.InvariantCulture, $"{prefix}AcceptUnsigned:{index}"), kind);
        }
    }

    /// <summary>The sources defined by these settings.</summary>
    public static SourceCatalog Read(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var providers = new ProviderRegistry();
        return new SourceCatalog(SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), providers),
            providers);
    }
}
