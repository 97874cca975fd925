using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PayHooks.Captures;
using PayHooks.Configuration;
using PayHooks.Confirmation;
using PayHooks.Diagnostics;
using PayHooks.Forwarding;
using PayHooks.Hosting;
using PayHooks.Notifications;
using PayHooks.Operations;
using PayHooks.Operations.Failures;
using PayHooks.Operations.Jobs;
using PayHooks.Operations.Metrics;
using PayHooks.Pauses;
using PayHooks.Payments;
using PayHooks.Processing;
using PayHooks.Processing.Handlers;
using PayHooks.Processing.Protocol;
using PayHooks.Receiving;
using PayHooks.Reconciliation;
using PayHooks.Registration;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks;

/// <summary>Adds PayHooks to an application.</summary>
public static class PayHooksServiceCollectionExtensions
{
    /// <summary>
    /// Adds all services except the store and the host: choose a store and register handlers on the result. An ASP.NET Core app calls
    /// <c>builder.AddPayHooks()</c> of PayHooks.AspNetCore instead.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The configuration with the <c>PayHooks__…</c> settings, read once when the host starts.</param>
    /// <param name="providers">The providers; null for the built-in ones.</param>
    public static PayHooksBuilder AddPayHooks(this IServiceCollection services, IConfiguration configuration,
        ProviderRegistry? providers = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSingleton(providers ?? new ProviderRegistry());

        // Read when the host starts: configuration sources may still be added after this call.
        services.AddSingleton(provider => SettingsReader.Read(configuration, provider.GetRequiredService<ProviderRegistry>()));
        services.TryAddSingleton(TimeProvider.System);

        // Replaced by a store. Without this, a container that validates on build would report many services with a missing dependency.
        services.TryAddSingleton<IEventQueue>(static _ => throw new PayHooksConfigurationException([StartupCheck.NoStore]));
        services.TryAddSingleton<ISubjectStore>(static _ => throw new PayHooksConfigurationException([StartupCheck.NoStore]));
        services.TryAddSingleton<IEventLedger>(static _ => throw new PayHooksConfigurationException([StartupCheck.NoStore]));
        services.TryAddSingleton<ISourceActivityStore>(static _ => throw new PayHooksConfigurationException([StartupCheck.NoStore]));
        services.TryAddSingleton<IRejectionStore>(static _ => throw new PayHooksConfigurationException([StartupCheck.NoStore]));
        services.TryAddSingleton<IStateStore>(static _ => throw new PayHooksConfigurationException([StartupCheck.NoStore]));
        services.TryAddSingleton<IAuditStore>(static _ => throw new PayHooksConfigurationException([StartupCheck.NoStore]));
        services.AddSingleton<SourceCatalog>();
        services.AddSingleton<ProviderApiCatalog>();
        services.AddSingleton<EndpointHealth>();
        services.AddSingleton<ISourceProblems>(provider => provider.GetRequiredService<EndpointHealth>());
        services.AddSingleton<SourceActivityRecorder>();
        services.AddSingleton<IngestionLoad>();
        services.AddSingleton<EventBodies>();
        services.AddSingleton<DeliveryWriter>();
        services.AddSingleton<DeliveryCapture>();
        services.AddSingleton<WebhookReceiver>();
        services.AddSingleton<ApiItemReceiver>();
        services.AddSingleton<StartupCheck>();
        AddConfirmation(services);
        AddProcessing(services);
        AddOperations(services);
        AddReconciliation(services);
        return new PayHooksBuilder(services, configuration);
    }

    private static void AddConfirmation(IServiceCollection services)
    {
        services.AddSingleton<ProviderLookup>();
        services.AddSingleton<LookupLimit>();
        services.AddSingleton<EventConfirmation>();
        services.AddSingleton<OpenPayments>();
        services.AddSingleton<OpenPaymentHours>();
        services.AddSingleton<OpenPaymentAsker>();
    }

    private static void AddProcessing(IServiceCollection services)
    {
        // The forwarder is last, so that the team's own handlers come first.
        services.AddSingleton(provider => new HandlerSet(
            [.. provider.GetServices<HandlerRegistration>(), .. Forwarders(provider.GetRequiredService<PayHooksOptions>())]));
        services.AddSingleton(provider => new EventForwarders(
            provider.GetRequiredService<PayHooksOptions>().Forwards, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider =>
            new RetryPolicy(provider.GetRequiredService<PayHooksOptions>().RetryDelays, Random.Shared.NextDouble));
        services.AddSingleton<HandlerInvoker>();
        services.AddSingleton<HandlerGates>();
        services.AddSingleton<SlotUsage>();
        services.AddSingleton<SubjectUpdater>();
        services.AddSingleton<PaymentAlarms>();
        services.AddSingleton<DeadEventReruns>();
        services.AddSingleton<PaymentStep>();
        services.TryAddSingleton(LeaseTimes.Default);
        services.AddSingleton<ConfirmationStep>();
        services.AddSingleton<PauseStore>();
        services.AddSingleton<PauseCache>();
        services.AddSingleton<OutcomeRecorder>();
        services.AddSingleton<AttemptExecutor>();
        services.AddSingleton<EventRecordFactory>();
        services.AddSingleton<MessageRequeuer>();
        services.AddSingleton<EventProcessor>();
    }

    private static void AddOperations(IServiceCollection services)
    {
        services.AddSingleton<EventOperations>();
        services.AddSingleton<EventErasure>();
        services.AddSingleton<PaymentQueries>();
        services.AddSingleton<EventSearch>();
        services.AddSingleton<PaymentErasure>();
        services.AddSingleton<DashboardLinks>();
        services.AddSingleton<FlagOperations>();
        services.AddSingleton<SourceStatusReader>();
        services.AddSingleton<SourceReport>();
        services.AddSingleton<StoreMonitor>();
        services.AddSingleton<SelfCheckRunner>();
        services.AddSingleton<ISelfCheck, StoreHealthCheck>();
        services.AddSingleton<ISelfCheck, SourcesCheck>();
        services.AddSingleton<ISelfCheck, HandlersCheck>();
        services.AddSingleton<ISelfCheck, SlotsCheck>();
        services.AddSingleton<ISelfCheck>(provider => new ForwardTargetsCheck(
            provider.GetRequiredService<PayHooksOptions>().Forwards, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RejectedDeliveries>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<PauseOperations>();
        AddCaptures(services);
        services.AddSingleton<FailureNotes>();
        services.AddSingleton<FailureGroups>();
        services.AddSingleton<JobSignal>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<ReplayJobs>();
        services.AddSingleton<IJob, PauseEndJob>();
        services.AddSingleton<IJob, ReplayWork>();
        services.AddSingleton<NoticeFinder>();
        services.AddSingleton<NotificationSender>();
        services.AddSingleton<NotificationOutbox>();
        services.AddSingleton<Notifier>();
        services.AddSingleton<ISelfCheck, NotificationsCheck>();
        services.AddSingleton<RecentMetrics>();
        services.AddSingleton<SharedMetrics>();
        services.AddSingleton<Overview>();
        services.AddHostedService<MeterReader>();
        services.AddSingleton<ActivityWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<ActivityWriter>());
    }

    private static void AddCaptures(IServiceCollection services)
    {
        services.AddSingleton<CaptureStore>();
        services.AddSingleton<RunningCaptures>();
        services.AddSingleton<CaptureRecorder>();
        services.AddSingleton<CaptureOperations>();
        services.AddSingleton<IJob, CaptureEndJob>();
    }

    private static void AddReconciliation(IServiceCollection services)
    {
        services.AddSingleton<ReconcileStore>();
        services.AddSingleton<ReconcileLeases>();
        services.AddSingleton<ReconcileLog>();
        services.AddSingleton<ItemMatcher>();
        services.AddSingleton<WindowChoice>();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<ISourceProblems, ApiProblems>();
    }

    private static IEnumerable<HandlerRegistration> Forwarders(PayHooksOptions options) => options.Forwards.Select(target =>
        new HandlerRegistration(
            target.Name, target.Types, target.MinimumVerification, Effects.Changed,
            services => services.GetRequiredService<EventForwarders>()[target.Name])
        {
            Sources = target.Sources,
            Limits = target.Limits,
        });
}
