using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PayHooks.Configuration;
using PayHooks.Diagnostics;
using PayHooks.Forwarding;
using PayHooks.Operations;
using PayHooks.Operations.Metrics;
using PayHooks.Processing;
using PayHooks.Processing.Handlers;
using PayHooks.Processing.Protocol;
using PayHooks.Receiving;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks;

/// <summary>Adds PayHooks to an application.</summary>
public static class PayHooksServiceCollectionExtensions
{
    /// <summary>
    /// Adds everything but the store and the host: register a store (<c>AddSqliteStore</c>, <c>AddAzureStore</c>) and handlers beside it.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Where <c>PayHooks__…</c> is read from, once.</param>
    /// <param name="providers">The providers; null for the built-in ones.</param>
    public static PayHooksBuilder AddPayHooks(this IServiceCollection services, IConfiguration configuration, ProviderRegistry? providers = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        providers ??= new ProviderRegistry();
        var options = SettingsReader.Read(configuration, providers);
        services.AddSingleton(options);
        services.AddSingleton(providers);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SourceCatalog>();
        services.AddSingleton<GenuineDeliveries>();
        services.AddSingleton<EventBodies>();
        services.AddSingleton<WebhookReceiver>();
        AddProcessing(services, options);
        AddOperations(services);
        return new PayHooksBuilder(services, options);
    }

    private static void AddProcessing(IServiceCollection services, PayHooksOptions options)
    {
        if (options.Forward is { } forward)
        {
            services.AddSingleton(forward);
            services.AddSingleton<EventForwarder>();
        }

        // The forwarder is last, so that the team's own handlers come first.
        services.AddSingleton(provider => new HandlerSet([.. provider.GetServices<HandlerRegistration>(), .. Forwarder(options)]));
        services.AddSingleton(new RetryPolicy(options.RetryDelays, Random.Shared.NextDouble));
        services.AddSingleton<HandlerInvoker>();
        services.AddSingleton<AttemptExecutor>();
        services.AddSingleton<EventRecordFactory>();
        services.AddSingleton<EventProcessor>();
    }

    private static void AddOperations(IServiceCollection services)
    {
        services.AddSingleton<EventOperations>();
        services.AddSingleton<EventErasure>();
        services.AddSingleton<SourceStatusReader>();
        services.AddSingleton<SourceReport>();
        services.AddSingleton<StoreMonitor>();
        services.AddSingleton<RejectedDeliveries>();
        services.AddSingleton<RecentMetrics>();
        services.AddSingleton<Overview>();
        services.AddHostedService<MeterReader>();
    }

    private static IEnumerable<HandlerRegistration> Forwarder(PayHooksOptions options) => options.Forward is { } forward
        ? [new HandlerRegistration(EventForwarder.Name, ["*"], forward.MinimumVerification, services => services.GetRequiredService<EventForwarder>())]
        : [];
}
