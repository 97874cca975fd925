using System.Collections.Frozen;
using PayHooks.Verification.Api;

namespace PayHooks.Configuration;

/// <summary>The APIs of the sources that have a key for one, created once. They share one pool of connections.</summary>
internal sealed class ProviderApiCatalog : IDisposable
{
    private readonly HttpMessageInvoker http;
    private readonly FrozenDictionary<string, IProviderApi> bySource;

    /// <summary>Creates the APIs. None is called yet.</summary>
    public ProviderApiCatalog(SourceCatalog sources)
    {
        ArgumentNullException.ThrowIfNull(sources);

        // A redirect could send the key to another host.
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        });
        bySource = sources.All
            .Select(source => (source.Settings.Name, Api: source.Settings.Api is null ? null : source.Provider?.CreateApi(http)))
            .Where(source => source.Api is not null)
            .ToFrozenDictionary(source => source.Name, source => source.Api!, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Returns the API of a source; null if it has none, or no key for it.</summary>
    public IProviderApi? Find(string source) => bySource.GetValueOrDefault(source);

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
