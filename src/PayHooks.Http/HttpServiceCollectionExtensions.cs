using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.Receiving;
using PayHooks.Storage;

namespace PayHooks.Http;

/// <summary>Registers what answers HTTP; the host routes to it.</summary>
public static class HttpServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="WebhookEndpoint"/>, <see cref="OperationsApi"/>, <see cref="ConsoleApi"/>, <see cref="HealthEndpoint"/> and
    /// <see cref="ConsoleFiles"/>. The host adds its <see cref="HostDescription"/>, and <see cref="EventChanges"/> if it can tell of them.
    /// </summary>
    public static IServiceCollection AddPayHooksHttp(this IServiceCollection services) => services
        .AddSingleton(provider => new ReceiveLog(
            provider.GetRequiredService<ILogger<WebhookEndpoint>>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<WebhookEndpoint>()
        .AddSingleton<ApiAnswer>()
        .AddSingleton(provider => new OperationsApi(
            provider.GetRequiredService<ApiAnswer>(), provider.GetRequiredService<Operations.EventOperations>(),
            provider.GetRequiredService<Operations.EventErasure>(), provider.GetRequiredService<Operations.Watching.SourceReport>()))
        .AddSingleton(provider => new ConsoleApi(
            provider.GetRequiredService<ApiAnswer>(), provider.GetRequiredService<Operations.RefusalLog>(),
            provider.GetRequiredService<Operations.Watching.Overview>(), provider.GetRequiredService<PayHooksOptions>(),
            provider.GetRequiredService<HostDescription>(),
            provider.GetService<EventChanges>() is { } changes ? ActivatorUtilities.CreateInstance<EventStream>(provider, changes) : null))
        .AddSingleton<HealthEndpoint>()
        .AddSingleton<ConsoleFiles>();
}
