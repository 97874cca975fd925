using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using PayHooks.Configuration;
using PayHooks.Verification;

namespace PayHooks.Fuzz;

/// <summary>A source for each built-in provider, with secrets that are the same in every run.</summary>
internal static class FuzzSources
{
    /// <summary>The time at which everything is received.</summary>
    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly ProviderRegistry Providers = new();

    private static readonly Lazy<SourceCatalog> Catalog = new(() => new SourceCatalog(SettingsReader.Read(Settings(), Providers), Providers));

    /// <summary>The source of a provider, or null.</summary>
    public static Source? Find(string provider) => Catalog.Value.Find(SourceOf(provider)) is { Provider: not null } source ? source : null;

    private static string SourceOf(string provider) => provider.Replace('-', '_');

    private static IConfiguration Settings()
    {
        Dictionary<string, string?> settings = new(StringComparer.Ordinal)
        {
            ["PayHooks:Sources:square:Scheme:Url"] = "https://shop.example.com/webhooks/square",
        };
        foreach (var provider in Providers.All)
        {
            // Sixty-four hexadecimal digits are valid as text, hexadecimal and base64.
            var hex = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(provider.Name)));
            settings[$"PayHooks:Sources:{SourceOf(provider.Name)}:Provider"] = provider.Name;
            settings[$"PayHooks:Sources:{SourceOf(provider.Name)}:Secrets:0"] = provider.SecretForm == "user:password" ? $"user:{hex}" : hex;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }
}
