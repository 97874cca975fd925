using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;
using PayHooks.AzureFunctions.Hosting;
using PayHooks.AzureStorage;

namespace PayHooks.AzureFunctions;

/// <summary>Adds PayHooks to an Azure Functions app.</summary>
public static class PayHooksFunctionsApplicationBuilderExtensions
{
    /// <summary>
    /// Adds what the functions of this assembly need: the webhook, its processing, the operations API, the console and maintenance,
    /// over the app's storage account. The Functions SDK finds the functions themselves because the app references this assembly.
    /// </summary>
    /// <remarks>
    /// A setting that concerns the whole app and cannot be used, or a handler that needs a type which is not registered, ends the process
    /// at start, with one line for each problem on standard
    /// error. One that concerns a single source is logged as an error, and that source answers 503.
    /// </remarks>
    /// <param name="builder">The app, after <c>ConfigureFunctionsWebApplication()</c>. Its configuration holds the settings
    /// <c>PayHooks:…</c>.</param>
    /// <returns>Registers handlers.</returns>
    /// <exception cref="InvalidOperationException"><c>ConfigureFunctionsWebApplication()</c> was not called before.</exception>
    /// <exception cref="AzureStoreException">No setting names a storage account, or one does not fit.</exception>
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
            .AddTriggerConnection()
            .AddPayHooksTelemetry(builder.Configuration)
            .AddHostedService<StartReport>();
        return payHooks;
    }
}
