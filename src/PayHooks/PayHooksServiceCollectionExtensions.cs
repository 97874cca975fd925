using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using PayHooks.Configuration;
using PayHooks.Forwarding;
using PayHooks.Hosting;
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
    /// Adds everything but the store and the host: choose a store and register handlers on the result. An ASP.NET Core app calls
    /// <c>builder.AddPayHooks()</c> of PayHooks.AspNetCore instead.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Where <c>PayHooks__…</c> is read from, once, when the host starts.</param>
    /// <param name="providers">The providers; null for the built-in ones.</param>
    public static PayHooksBuilder AddPayHooks(this IServiceCollection services, IConfiguration configuration, ProviderRegistry? providers = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSingleton(providers ?? new ProviderRegistry());

        // When the host starts: configuration sources may still be added after this call.
        services.AddSingleton(provider => SettingsReader.Read(configuration, provider.GetRequiredService<ProviderRegistry>()));
        services.TryAddSingleton(TimeProvider.System);

        // Replaced by a store. Without one, a container that validates its services when it is built would report many that need it.
        services.TryAddSingleton<IEventQueue>(static _ => throw new PayHooksConfigurationException([StartupCheck.NoStore]));
        services.TryAddSingleton<IEventLedger>(static _ => throw new PayHooksConfigurationException([StartupCheck.NoStore]));
        services.AddSingleton<SourceCatalog>();
        services.AddSingleton(provider => new WebhookReceiver(
            provider.GetRequiredService<SourceCatalog>(), provider.GetRequiredService<IEventQueue>(), provider.GetRequiredService<PayHooksOptions>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetService<IBodyStore>()));
        services.AddSingleton(provider => new EventOperations(
            provider.GetRequiredService<IEventLedger>(), provider.GetRequiredService<IEventQueue>(), provider.GetRequiredService<SourceCatalog>(),
            provider.GetRequiredService<PayHooksOptions>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<IBodyStore>()));
        services.AddSingleton(provider => new EventErasure(
            provider.GetRequiredService<IEventLedger>(), provider.GetRequiredService<SourceCatalog>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetService<IBodyStore>()));
        services.AddSingleton<StoreMonitor>();
        services.AddSingleton<RejectedDeliveries>();
        services.AddSingleton<RecentMetrics>();
        services.AddSingleton<Overview>();
        services.AddSingleton<SourceReport>();
        services.AddHostedService<MeterReader>();
        services.AddSingleton(provider => new HandlerSet(
            [.. provider.GetServices<HandlerRegistration>(), .. Forwarder(provider.GetRequiredService<PayHooksOptions>())]));
        services.AddSingleton(provider => new EventForwarder(
            provider.GetRequiredService<PayHooksOptions>().Forward!, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(Processor);
        services.AddSingleton<StartupCheck>();
        return new PayHooksBuilder(services, configuration);
    }

    // Last, so that the team's own handlers come first.
    private static IEnumerable<HandlerRegistration> Forwarder(PayHooksOptions options) => options.Forward is { } forward
        ? [new HandlerRegistration(EventForwarder.Name, ["*"], forward.MinimumVerification, services => services.GetRequiredService<EventForwarder>())]
        : [];

    private static EventProcessor Processor(IServiceProvider services)
    {
        var options = services.GetRequiredService<PayHooksOptions>();
        var (queue, ledger, time) = (
            services.GetRequiredService<IEventQueue>(), services.GetRequiredService<IEventLedger>(), services.GetRequiredService<TimeProvider>());
        var bodies = services.GetService<IBodyStore>();
        var runner = new HandlerInvoker(
            services.GetRequiredService<IServiceScopeFactory>(), options, time, services.GetRequiredService<ILogger<HandlerInvoker>>());
        var policy = new RetryPolicy(options.RetryDelays, Random.Shared.NextDouble);
        var run = new AttemptExecutor(services.GetRequiredService<HandlerSet>(), runner, policy, queue, ledger, time, bodies);
        return new EventProcessor(services.GetRequiredService<SourceCatalog>(), queue, ledger, new EventRecordFactory(time, bodies), run, time);
    }
}
