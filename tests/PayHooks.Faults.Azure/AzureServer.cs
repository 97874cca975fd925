using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using PayHooks.AspNetCore;
using PayHooks.Azure.Tests;
using PayHooks.AzureStorage;
using PayHooks.Processing.Protocol;
using PayHooks.Storage;

namespace PayHooks.Faults.Azure;

/// <summary>
/// The Azure adapters behind the HTTP contract and beside the pump of the local server. It stands in for the Functions host,
/// which starts too slowly to be killed often and holds a killed worker's messages for ten minutes.
/// </summary>
internal static class AzureServer
{
    // What a killed process had taken is seen again after that. A handler that takes longer is protected by its claim.
    private static readonly TimeSpan Invisible = TimeSpan.FromSeconds(10);

    // So that the test spends its time on kills, not on waiting for the claims of killed processes to end.
    private static readonly LeaseTimes Leases = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(5));

    /// <summary>Runs it until SIGTERM.</summary>
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddEnvironmentVariables();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(Leases);
        builder.AddPayHooks().UseAzureStorage();
        builder.Services
            .AddSingleton<IMessageSource>(services =>
                new AzureMessageSource(services.GetRequiredService<EventQueues>().All[0], Invisible))
            .AddSingleton<IHostLifetime, ConsoleLifetime>();
        await using var app = builder.Build();
        app.MapPayHooks();
        await app.StartAsync();
        Console.WriteLine($"azure: listening on {app.Urls.Single()}");
        await app.WaitForShutdownAsync();
    }
}
