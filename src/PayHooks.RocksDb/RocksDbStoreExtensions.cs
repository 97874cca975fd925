using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PayHooks.Hosting;
using PayHooks.Payments;
using PayHooks.RocksDb.Backup;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>Registers the store in one folder.</summary>
public static class RocksDbStoreExtensions
{
    /// <summary>
    /// Keeps messages and events in one folder. It is opened before the host listens; a second process on the same folder is refused.
    /// </summary>
    /// <param name="builder">What <c>AddPayHooks</c> returned.</param>
    /// <param name="folder">The folder, created when it does not exist. A relative path begins in the current folder.</param>
    /// <remarks>The host does not start, and throws <see cref="RocksDbStoreException"/>, when the folder cannot be opened.</remarks>
    public static PayHooksBuilder UseRocksDb(this PayHooksBuilder builder, string folder = RocksDbStore.DefaultFolder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        builder.Services.AddSingleton(services => RocksDbStore.Open(folder, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<RocksDbEventQueue>();
        builder.Services.AddSingleton<IEventQueue>(services => services.GetRequiredService<RocksDbEventQueue>());
        builder.Services.AddSingleton<IMessageSource>(services => services.GetRequiredService<RocksDbEventQueue>());
        builder.Services.AddSingleton<RocksDbEventLedger>();
        builder.Services.AddSingleton<ISubjectStore, RocksDbSubjectStore>();
        builder.Services.AddSingleton<IStoreBackup, StoreBackup>();
        builder.Services.AddSingleton<IStoreCompaction, StoreCompaction>();
        builder.Services.AddSingleton<IStoreHealth>(services => services.GetRequiredService<RocksDbStore>());
        builder.Services.AddSingleton<IRunLog>(services => services.GetRequiredService<RocksDbStore>().Runs);
        builder.Services.AddKeyedSingleton<BackgroundService, StoreFailureMonitor>(ServerLifecycle.WorkKey);
        builder.Services.AddKeyedSingleton<BackgroundService, FolderMonitor>(ServerLifecycle.WorkKey);
        builder.Services.AddKeyedSingleton<BackgroundService, ClockMonitor>(ServerLifecycle.WorkKey);
        return builder.UseLedger<RocksDbEventLedger>();
    }
}
