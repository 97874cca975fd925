using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using PayHooks.AzureFunctions;
using PayHooks.Tests.Documents;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>The code of docs/azure.md, compiled; a test of the documents compares it.</summary>
internal static class FunctionsSnippets
{
    /// <summary>A Functions app of its own.</summary>
    public static async Task RunAsync(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.AddPayHooks().Handle<FulfilOrder>(EventTypes.PaymentSucceeded);
        await builder.Build().RunAsync();
    }
}
