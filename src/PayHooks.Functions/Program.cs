using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using PayHooks.AzureFunctions;
using PayHooks.Handlers;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.AddPayHooks().AddHandlers();
await builder.Build().RunAsync();
