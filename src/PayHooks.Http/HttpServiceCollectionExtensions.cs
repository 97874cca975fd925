using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.Receiving;

namespace PayHooks.Http;

/// <summary>Registers what answers HTTP; the host routes to it.</summary>
public static class HttpServiceCollectionExtensions
{
    /// <summary>Adds <see cref="WebhookEndpoint"/>, <see cref="OperationsApi"/>, <see cref="HealthEndpoint"/> and <see cref="ConsoleFiles"/>.</summary>
    public static IServiceCollection AddPayHooksHttp(this IServiceCollection services) => services
        .AddSingleton(provider => new ReceiveLog(
            provider.GetRequiredService<ILogger<WebhookEndpoint>>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<WebhookEndpoint>()
        .AddSingleton<ApiAnswer>()
        .AddSingleton(provider => new OperationsApi(
            provider.GetRequiredService<ApiAnswer>(), provider.GetRequiredService<Operations.EventOperations>(),
            provider.GetRequiredService<Operations.EventErasure>()))
        .AddSingleton<HealthEndpoint>()
        .AddSingleton<ConsoleFiles>();
}
