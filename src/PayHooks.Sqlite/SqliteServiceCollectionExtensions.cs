using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PayHooks.Storage;

namespace PayHooks.Sqlite;

/// <summary>Registers the store in one SQLite file.</summary>
public static class SqliteServiceCollectionExtensions
{
    /// <summary>
    /// Keeps queue and ledger in the SQLite file at <paramref name="path"/>. The file is opened when one of them is first asked for;
    /// that throws <see cref="SqliteStoreException"/> when it cannot be.
    /// </summary>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, string path)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => SqliteStore.Open(path, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SqliteEventQueue>();
        services.AddSingleton<IEventQueue>(provider => provider.GetRequiredService<SqliteEventQueue>());
        services.AddSingleton<IMessageSource>(provider => provider.GetRequiredService<SqliteEventQueue>());
        services.AddSingleton<SqliteEventLedger>();
        services.AddSingleton<IEventLedger>(provider => provider.GetRequiredService<SqliteEventLedger>());
        return services;
    }
}
