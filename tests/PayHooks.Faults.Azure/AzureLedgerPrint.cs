using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AzureStorage;
using PayHooks.Storage;

namespace PayHooks.Faults.Azure;

/// <summary>Prints what the storage account holds: a line of JSON an event, then how many messages wait.</summary>
internal static class AzureLedgerPrint
{
    /// <summary>Prints it.</summary>
    public static async Task RunAsync()
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var services = new ServiceCollection().AddLogging();
        services.AddPayHooks(configuration).UseAzureStorage();
        await using var provider = services.BuildServiceProvider();
        var ledger = provider.GetRequiredService<IEventLedger>();
        for (EventPage? page = null; page is null or { Cursor: not null };)
        {
            page = await ledger.ListAsync(new EventQuery { Limit = EventQuery.MaxLimit, Cursor = page?.Cursor }, CancellationToken.None);
            foreach (var record in page.Events)
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    new { record.Id, IsCompleted = record.Status == EventStatus.Completed, record.Deliveries, record.Crashes }));
            }
        }

        Console.WriteLine($"messages: {await provider.GetRequiredService<IEventQueue>().CountAsync(CancellationToken.None)}");
    }
}
