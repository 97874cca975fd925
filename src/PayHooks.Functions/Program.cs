using Microsoft.AspNetCore.Server.Kestrel.Core;
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
    builder.Services.AddPayHooks(builder.Configuration).AddHandlers();
    builder.Services
        .AddPayHooksHttp()
        .AddSingleton(HostDescription.Azure)
        .AddAzureStore(builder.Configuration)
        .AddTriggerConnection()
        .AddPayHooksTelemetry(builder.Configuration)

        // The receiver counts while it reads and answers 413 itself; beyond Kestrel's own limit the host would answer 500.
        .Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = null);
    return builder.Build();
});
