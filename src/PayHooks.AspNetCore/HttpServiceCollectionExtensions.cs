using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.ChangeFeed;
using PayHooks.Configuration;
using PayHooks.Receiving;

namespace PayHooks.AspNetCore;

/// <summary>Registers what answers HTTP; the host routes to it.</summary>
internal static class HttpServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="WebhookEndpoint"/>, <see cref="OperationsApi"/>, <see cref="ConsoleApi"/>, <see cref="HealthEndpoint"/> and
    /// <see cref="ConsoleFiles"/>. The host adds its <see cref="HostDescription"/>, and <see cref="EventChangeFeed"/> if it can tell of them.
    /// </summary>
    public static IServiceCollection AddPayHooksHttp(this IServiceCollection services) => services
        .AddSingleton(provider => new ReceiveLog(
            provider.GetRequiredService<ILogger<WebhookEndpoint>>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<WebhookEndpoint>()
        .AddSingleton<ApiPipeline>()
        .AddSingleton(provider => new OperationsApi(
            provider.GetRequiredService<ApiPipeline>(), provider.GetRequiredService<Operations.EventOperations>(),
            provider.GetRequiredService<Operations.EventErasure>(), provider.GetRequiredService<Operations.SourceReport>()))
        .AddSingleton(provider => new ConsoleApi(
            provider.GetRequiredService<ApiPipeline>(), provider.GetRequiredService<Operations.RejectedDeliveries>(),
            provider.GetRequiredService<Operations.Overview>(), provider.GetRequiredService<PayHooksOptions>(),
            provider.GetRequiredService<HostDescription>(),
            provider.GetService<EventChangeFeed>() is { } changes ? ActivatorUtilities.CreateInstance<EventStream>(provider, changes) : null))
        .AddSingleton<HealthEndpoint>()
        .AddSingleton<ConsoleFiles>();
}
