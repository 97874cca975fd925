using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PayHooks.AspNetCore.OpenApi;
using PayHooks.ChangeFeed;
using PayHooks.Configuration;
using PayHooks.Receiving;

namespace PayHooks.AspNetCore;

/// <summary>Registers the HTTP endpoint services; the host maps the routes.</summary>
internal static class HttpServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="WebhookEndpoint"/>, <see cref="ApiPipeline"/>, <see cref="HealthEndpoint"/> and <see cref="ConsoleFiles"/>, and
    /// <c>IHttpClientFactory</c> for handlers. The host adds its <see cref="HostDescription"/>, and an <see cref="EventChangeFeed"/> if
    /// every change of an event passes through its process.
    /// </summary>
    public static IServiceCollection AddPayHooksHttp(this IServiceCollection services) => services
        .AddHttpClient()
        .AddSingleton(provider => new ReceiveLog(
            provider.GetRequiredService<ILogger<WebhookEndpoint>>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<WebhookEndpoint>()
        .AddSingleton<ApiPipeline>()
        .AddSingleton<OperationsApi>()
        .AddSingleton<PaymentsApi>()
        .AddSingleton<FlagsApi>()
        .AddSingleton<ReconcileApi>()
        .AddSingleton<ConsoleApi>()
        .AddSingleton<AuditApi>()
        .AddSingleton<PausesApi>()
        .AddSingleton<FailuresApi>()
        .AddSingleton<ReplaysApi>()
        .AddSingleton<CapturesApi>()
        .AddSingleton(provider => new SignIn(provider.GetRequiredService<PayHooksOptions>()))
        .AddSingleton<Caller>()
        .AddSingleton<SelfCheckApi>()
        .AddSingleton<EventStream>()
        .AddSingleton<HealthEndpoint>()
        .AddSingleton<OpenApiEndpoint>()
        .AddSingleton<ConsoleFiles>();
}
