using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;
using PayHooks.AzureFunctions.Hosting;
using PayHooks.AzureStorage;
using PayHooks.Diagnostics;
using PayHooks.Operations.Jobs;

namespace PayHooks.AzureFunctions;

/// <summary>Adds PayHooks to an Azure Functions app.</summary>
public static class PayHooksFunctionsApplicationBuilderExtensions
{
    /// <summary>
    /// Adds the services for the functions of this assembly: the webhook, its processing, the operations API, the console and maintenance,
    /// using the app's storage account. The Functions SDK finds the functions because the app references this assembly.
    /// </summary>
    /// <remarks>
    /// An invalid app-wide setting, or a handler that requires an unregistered type, stops the process at start-up, with one line per error
    /// on standard error. An error in a single source is logged, and that source responds with 503.
    /// </remarks>
    /// <param name="builder">The app, after <c>ConfigureFunctionsWebApplication()</c>. Its configuration contains the <c>PayHooks:…</c>
    /// settings.</param>
    /// <returns>A builder for registering handlers.</returns>
    /// <exception cref="InvalidOperationException"><c>ConfigureFunctionsWebApplication()</c> was not called first.</exception>
    /// <exception cref="AzureStoreException">No setting configures a storage account, or the setting is invalid.</exception>
    public static PayHooksBuilder AddPayHooks(this FunctionsApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var aspNetCore = typeof(FunctionsApplicationBuilderAspNetCoreExtensions).Assembly;
        if (!builder.Services.Any(service => service.ServiceType.Assembly == aspNetCore))
        {
            throw new InvalidOperationException(
                "Call builder.ConfigureFunctionsWebApplication() before builder.AddPayHooks(): the functions take ASP.NET Core requests.");
        }

        var payHooks = builder.Services.AddPayHooks(builder.Configuration);
        try
        {
            payHooks.UseAzureStorage();
        }
        catch (AzureStoreException e)
        {
            StartReport.Write(e.Message, Console.Error);
            StartReport.WaitUntilReadAsync().GetAwaiter().GetResult();
            throw;
        }

        builder.Services
            .AddPayHooksHttp()
            .AddSingleton(HostDescription.Azure)
            .AddSingleton<SignInGuard>()
            .AddQueueTriggers()
            .AddPayHooksTelemetry(builder.Configuration)
            .AddSingleton(services => new InvocationSlots(
                InvocationSlots.Read(builder.Configuration, AppContext.BaseDirectory),
                services.GetRequiredService<SlotUsage>(),
                services.GetRequiredService<TimeProvider>()))
            .AddSingleton<ISelfCheck, TriggersCheck>()
            .AddHostedService<StartReport>()
            .AddHostedService<JobService>();
        return payHooks;
    }
}
