using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>Registers the embedded store.</summary>
public static class RocksDbServiceCollectionExtensions
{
    /// <summary>
    /// Keeps queue and ledger in the folder at <paramref name="folder"/>, which is created if it does not exist. It is opened when one of
    /// them is first asked for; that throws <see cref="RocksDbStoreException"/> when it cannot be.
    /// </summary>
    public static IServiceCollection AddRocksDbStore(this IServiceCollection services, string folder)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => RocksDbStore.Open(folder, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RocksDbEventQueue>();
        services.AddSingleton<IEventQueue>(provider => provider.GetRequiredService<RocksDbEventQueue>());
        services.AddSingleton<IMessageSource>(provider => provider.GetRequiredService<RocksDbEventQueue>());
        services.AddSingleton<RocksDbEventLedger>();
        services.AddSingleton<IEventLedger>(provider => provider.GetRequiredService<RocksDbEventLedger>());
        return services;
    }
}
