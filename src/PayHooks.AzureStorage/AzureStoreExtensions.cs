using Microsoft.Extensions.DependencyInjection;
using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Payments;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Registers the Azure Storage store.</summary>
public static class AzureStoreExtensions
{
    /// <summary>
    /// Stores messages, events and large bodies in the storage account configured by <c>PayHooksStorage</c> or, if not set,
    /// <c>AzureWebJobsStorage</c>: a connection string, or <c>__queueServiceUri</c>, <c>__tableServiceUri</c>, <c>__blobServiceUri</c> and
    /// an identity (<c>__clientId</c> for a user-assigned one). <c>PayHooksQueueStorage</c> gives the queues an account of their own, and
    /// <c>PayHooksKeyStorage</c> the key table. Azure Functions delivers the messages; an ASP.NET Core host does not start with this store.
    /// </summary>
    /// <param name="builder">The builder that <c>AddPayHooks</c> returned.</param>
    /// <exception cref="AzureStoreException">No account is set, or a setting is invalid; the message says what to do.</exception>
    public static PayHooksBuilder UseAzureStorage(this PayHooksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var connections = AzureStoreConnections.Read(builder.Configuration);
        services.AddSingleton(connections);
        services.AddSingleton(AzureStoreClients.Create(connections));
        services.AddSingleton(provider => new EventQueues(
            provider.GetRequiredService<AzureStoreClients>(), provider.GetRequiredService<PayHooksOptions>().Queues));
        services.AddSingleton<AzureEventQueue>();
        services.AddSingleton<IEventQueue>(provider => provider.GetRequiredService<AzureEventQueue>());
        services.AddSingleton<IGuardQueue>(provider => provider.GetRequiredService<AzureEventQueue>());
        services.AddSingleton<IStrayQueues, StrayQueues>();
        services.AddSingleton<ISelfCheck, StorageAccountCheck>();
        services.AddSingleton<AzureBodyStore>();
        services.AddSingleton<IBodyStore>(provider => provider.GetRequiredService<AzureBodyStore>());
        services.AddSingleton(provider =>
            OptionsOf(provider.GetRequiredService<PayHooksOptions>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<DayTables>();
        services.AddSingleton<AzureEventLedger>();
        services.AddSingleton<ISubjectStore, AzureSubjectStore>();
        services.AddSingleton<ISourceActivityStore, AzureSourceActivityStore>();
        services.AddSingleton<IRejectionStore, AzureRejectionStore>();
        services.AddSingleton<IStateStore, AzureStateStore>();
        services.AddSingleton<IAuditStore, AzureAuditStore>();
        services.AddHostedService<StorageInitializer>();
        return builder.UseLedger<AzureEventLedger>();
    }

    private static AzureLedgerOptions OptionsOf(PayHooksOptions options, TimeProvider time) => new()
    {
        Sources = [.. options.Sources.Select(source => source.Name)],
        Retention = options.Retention,
        Shards = options.Shards,
        Time = time,
    };
}
