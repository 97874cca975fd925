using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PayHooks.Hosting;
using PayHooks.Diagnostics;
using PayHooks.Payments;
using PayHooks.RocksDb.Backup;
using PayHooks.Storage;

namespace PayHooks.RocksDb;

/// <summary>Registers the RocksDB store.</summary>
public static class RocksDbStoreExtensions
{
    /// <summary>
    /// Stores messages and events in one folder. The store is opened before the host listens; a second process cannot open the same folder.
    /// </summary>
    /// <param name="builder">The builder that <c>AddPayHooks</c> returned.</param>
    /// <param name="folder">The folder; created if it does not exist. A relative path is resolved against the current folder.</param>
    /// <remarks>If the folder cannot be opened, the host does not start and throws <see cref="RocksDbStoreException"/>.</remarks>
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
        builder.Services.AddSingleton<ISourceActivityStore, RocksDbSourceActivityStore>();
        builder.Services.AddSingleton<IRejectionStore, RocksDbRejectionStore>();
        builder.Services.AddSingleton<IStateStore, RocksDbStateStore>();
        builder.Services.AddSingleton<IAuditStore, RocksDbAuditStore>();
        builder.Services.AddSingleton<IStoreBackup, StoreBackup>();
        builder.Services.AddSingleton<IStoreCompaction, StoreCompaction>();
        builder.Services.AddSingleton<IStoreHealth>(services => services.GetRequiredService<RocksDbStore>());
        builder.Services.AddSingleton<ISelfCheck, DataFolderCheck>();
        builder.Services.AddSingleton<IRunLog>(services => services.GetRequiredService<RocksDbStore>().Runs);
        builder.Services.AddKeyedSingleton<BackgroundService, StoreFailureMonitor>(ServerLifecycle.WorkKey);
        builder.Services.AddKeyedSingleton<BackgroundService, FolderMonitor>(ServerLifecycle.WorkKey);
        builder.Services.AddKeyedSingleton<BackgroundService, ClockMonitor>(ServerLifecycle.WorkKey);
        return builder.UseLedger<RocksDbEventLedger>();
    }
}
