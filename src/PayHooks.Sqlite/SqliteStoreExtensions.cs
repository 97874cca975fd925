using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PayHooks.Hosting;
using PayHooks.Storage;

namespace PayHooks.Sqlite;

/// <summary>Registers the store in one SQLite file.</summary>
public static class SqliteStoreExtensions
{
    /// <summary>
    /// Keeps messages and events in one SQLite file. It is opened before the host listens; a second process on the same file is refused.
    /// </summary>
    /// <param name="builder">What <c>AddPayHooks</c> returned.</param>
    /// <param name="path">The file, created when it does not exist. A relative path begins in the current folder.</param>
    /// <remarks>The host does not start, and throws <see cref="SqliteStoreException"/>, when the file cannot be opened.</remarks>
    public static PayHooksBuilder UseSqlite(this PayHooksBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        builder.Services.AddSingleton(services => SqliteStore.Open(path, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<SqliteEventQueue>();
        builder.Services.AddSingleton<IEventQueue>(services => services.GetRequiredService<SqliteEventQueue>());
        builder.Services.AddSingleton<IMessageSource>(services => services.GetRequiredService<SqliteEventQueue>());
        builder.Services.AddSingleton<SqliteEventLedger>();
        builder.Services.AddKeyedSingleton<BackgroundService, StoreFailureMonitor>(ServerLifecycle.WorkKey);
        return builder.UseLedger<SqliteEventLedger>();
    }
}
