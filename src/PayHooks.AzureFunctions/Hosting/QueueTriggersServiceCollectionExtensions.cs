using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PayHooks.AspNetCore;
using PayHooks.AzureStorage;
using PayHooks.Configuration;

namespace PayHooks.AzureFunctions.Hosting;

/// <summary>Registers <see cref="TriggerConnection"/>, <see cref="QueueTriggers"/> and <see cref="ApiAuthorization"/>.</summary>
internal static class QueueTriggersServiceCollectionExtensions
{
    /// <summary>Decorates the provider that the SDK generated and registered.</summary>
    /// <exception cref="InvalidOperationException">The provider is missing, so the triggers might use a connection that does not
    /// exist.</exception>
    public static IServiceCollection AddQueueTriggers(this IServiceCollection services)
    {
        var generated = services.LastOrDefault(service => service.ServiceType == typeof(IFunctionMetadataProvider))
            ?? throw new InvalidOperationException("The Functions SDK registered no provider of function metadata.");
        return services.Replace(ServiceDescriptor.Singleton<IFunctionMetadataProvider>(provider => new ApiAuthorization(
            new QueueTriggers(
                new TriggerConnection(
                    (IFunctionMetadataProvider)Create(provider, generated), provider.GetRequiredService<AzureStoreConnections>().Queues),
                provider.GetRequiredService<PayHooksOptions>().Queues),
            provider.GetRequiredService<SignIn>())));
    }

    private static object Create(IServiceProvider provider, ServiceDescriptor service) =>
        service.ImplementationInstance
        ?? service.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!);
}
