using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PayHooks;
using PayHooks.AspNetCore;
using PayHooks.AzureStorage;
using PayHooks.Functions.Hosting;
using PayHooks.Handlers;

return await StartReport.RunAsync(() =>
{
    var builder = FunctionsApplication.CreateBuilder(args);
    builder.ConfigureFunctionsWebApplication();
    builder.Services.AddPayHooks(builder.Configuration).UseAzureStorage().AddHandlers();
    builder.Services
        .AddPayHooksHttp()
        .AddSingleton(HostDescription.Azure)
        .AddTriggerConnection()
        .AddPayHooksTelemetry(builder.Configuration);
    return builder.Build();
});
