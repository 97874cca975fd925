using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using PayHooks;
using PayHooks.AzureFunctions;
using PayHooks_App;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.AddPayHooks().Handle<LogPayment>("payment.*");
await builder.Build().RunAsync();
