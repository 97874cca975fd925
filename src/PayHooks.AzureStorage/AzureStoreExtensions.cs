using Microsoft.Extensions.DependencyInjection;
using PayHooks.Configuration;
using PayHooks.Payments;
using PayHooks.Storage;

namespace PayHooks.AzureStorage;

/// <summary>Registers the Azure Storage store.</summary>
public static class AzureStoreExtensions
{
    /// <summary>
    /// Stores messages, events and large bodies in the storage account configured by <c>PayHooksStorage</c> or, if not set,
    /// <c>AzureWebJobsStorage</c>: a connection string, or <c>__queueServiceUri</c>, <c>__tableServiceUri</c>, <c>__blobServiceUri</c> and
    /// an identity (<c>__clientId</c> for a user-assigned one). Azure Functions delivers its messages; an ASP.NET Core host does not start
    /// with this store.
    /// </summary>
    /// <param name="builder">The builder that <c>AddPayHooks</c> returned.</param>
    /// <exception cref="AzureStoreException">Neither is set, or the setting is invalid; the message says what to do.</exception>
    public static PayHooksBuilder UseAzureStorage(this PayHooksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var connection = AzureStoreConnection.Read(builder.Configuration);
        services.AddSingleton(connection);
        services.AddSingleton(AzureStoreClients.Create(connection));
        services.AddSingleton<IEventQueue, AzureEventQueue>();
        services.AddSingleton<IBodyStore, AzureBodyStore>();
        services.AddSingleton(provider => new AzureEventLedger(
            provider.GetRequiredService<AzureStoreClients>(),
            provider.GetRequiredService<IBodyStore>(),
            provider.GetRequiredService<PayHooksOptions>().Sources.Select(source => source.Name)));
        services.AddSingleton<ISubjectStore, AzureSubjectStore>();
        services.AddSingleton<ISourceActivityStore, AzureSourceActivityStore>();
        services.AddSingleton<IRejectionStore, AzureRejectionStore>();
        services.AddHostedService<StorageInitializer>();
        return builder.UseLedger<AzureEventLedger>();
    }
}
