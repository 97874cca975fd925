using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Configuration;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Registers the store in an Azure storage account.</summary>
public static class AzureStoreServiceCollectionExtensions
{
    /// <summary>
    /// Keeps messages, events and large bodies in the storage account that <c>PayHooksStorage</c> names, or else
    /// <c>AzureWebJobsStorage</c>: a connection string, or <c>__queueServiceUri</c>, <c>__tableServiceUri</c>,
    /// <c>__blobServiceUri</c> and an identity (<c>__clientId</c> for a user-assigned one).
    /// </summary>
    /// <exception cref="AzureStoreException">Neither is set, or what is set cannot be used; the message says what to do.</exception>
    public static IServiceCollection AddAzureStore(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        var connection = AzureStoreConnection.Read(configuration);
        services.AddSingleton(connection);
        services.AddSingleton(AzureStoreClients.Create(connection));
        services.AddSingleton<IEventQueue, AzureEventQueue>();
        services.AddSingleton<IBodyStore, AzureBodyStore>();
        services.AddSingleton<IEventLedger>(provider => new AzureEventLedger(
            provider.GetRequiredService<AzureStoreClients>(),
            provider.GetRequiredService<IBodyStore>(),
            provider.GetRequiredService<PayHooksOptions>().Sources.Select(source => source.Name)));
        services.AddHostedService<StorageInitializer>();
        return services;
    }
}
