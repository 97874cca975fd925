using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PayHooks.ChangeFeed;
using PayHooks.Confirmation;
using PayHooks.Hosting;
using PayHooks.Notifications;
using PayHooks.Operations;
using PayHooks.Operations.Jobs;
using PayHooks.Processing.Pump;
using PayHooks.Reconciliation;
using PayHooks.Registration;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.AspNetCore;

/// <summary>Adds PayHooks to an ASP.NET Core app.</summary>
public static class PayHooksHostBuilderExtensions
{
    /// <summary>
    /// Adds the receiver, the message pump and the API. Choose a store and register handlers on the result, and map the endpoints with
    /// <see cref="PayHooksEndpointRouteBuilderExtensions.MapPayHooks"/>.
    /// </summary>
    /// <remarks>
    /// The host does not start, and throws <see cref="PayHooksConfigurationException"/> with every error and its fix, when a setting is
    /// invalid, no source is configured, no store is chosen, or a handler needs a type that is not registered. Handlers are created from
    /// the app's services, including <c>IConfiguration</c>, options and <c>IHttpClientFactory</c>.
    /// </remarks>
    /// <param name="builder">The app's builder. Settings are read from its configuration, under <c>PayHooks</c>, when the host
    /// starts.</param>
    /// <param name="providers">The providers; null for the built-in ones.</param>
    public static PayHooksBuilder AddPayHooks(this IHostApplicationBuilder builder, ProviderRegistry? providers = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services
            .AddPayHooksHttp()
            .AddSingleton(HostDescription.Local)
            .AddSingleton<KeyGuesses>()
            .AddSingleton<AdminGuard>()
            .AddSingleton<EventChangeFeed>()
            .AddHostedService<ServerLifecycle>()
            .AddKeyedSingleton<BackgroundService, MessagePump>(ServerLifecycle.WorkKey)
            .AddKeyedSingleton<BackgroundService, MaintenanceService>(ServerLifecycle.WorkKey)
            .AddKeyedSingleton<BackgroundService, OpenPaymentService>(ServerLifecycle.WorkKey)
            .AddKeyedSingleton<BackgroundService, ReconcileService>(ServerLifecycle.WorkKey)
            .AddKeyedSingleton<BackgroundService, JobService>(ServerLifecycle.WorkKey)
            .AddKeyedSingleton<BackgroundService, NotificationService>(ServerLifecycle.WorkKey)
            .AddKeyedSingleton<BackgroundService, EndpointHealthService>(ServerLifecycle.WorkKey);
        builder.Services.TryAddSingleton<IMessageSource>(static _ =>
            throw new PayHooksConfigurationException([ServerLifecycle.NoMessages]));
        return builder.Services.AddPayHooks(builder.Configuration, providers);
    }
}
