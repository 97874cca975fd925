using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using PayHooks;
using PayHooks.AzureFunctions;
using StripeFunctions;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.AddPayHooks().Handle<ReportFee>("payment.succeeded");
await builder.Build().RunAsync();
