using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Cli.Server;
using PayHooks.RocksDb;
using PayHooks.Storage;

namespace PayHooks.Faults.Shop;

/// <summary>
/// The hidden verb <c>shop</c>: a server on the embedded store whose handler stores the state of each payment, to be killed when the
/// handler has ended and the store does not know it yet.
/// </summary>
internal static class ShopCommand
{
    /// <summary>How it says where it listens.</summary>
    public const string Announcement = "shop: listening on ";

    /// <summary>The name of the verb.</summary>
    public const string Name = "shop";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The folder of the store.", HelpName = "FOLDER", Required = true };
        var orders =
            new Option<string>("--orders") { Description = "The file that payments are stored in.", HelpName = "FILE", Required = true };
        var hold = new Option<string?>("--hold") { Description = "Never record that such an event was handled.", HelpName = "TYPE" };
        var command = new Command(Name, "Store the states of payments.") { data, orders, hold };
        command.Hidden = true;
        command.SetAction((parsed, stopping) => RunAsync(
            parsed.GetRequiredValue(data), new OrderFile(parsed.GetRequiredValue(orders)), parsed.GetValue(hold),
            parsed.InvocationConfiguration.Output, stopping));
        return command;
    }

    private static async Task RunAsync(string folder, OrderFile orders, string? hold, TextWriter output, CancellationToken stopping)
    {
        var options = new LocalServerOptions
        {
            Urls = "http://127.0.0.1:0",
            DataFolder = folder,
            Configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build(),
            Handlers = handlers => handlers.Handle<StoreOrder>("payment.*", "refund.*"),
            Quiet = true,
            Replace = services =>
            {
                services.AddSingleton(orders);
                if (hold is not null)
                {
                    services.AddSingleton<IEventLedger>(
                        provider => new HoldingLedger(provider.GetRequiredService<RocksDbEventLedger>(), hold));
                }
            },
        };
        await using var server = await LocalServer.StartAsync(options, stopping);
        await output.WriteLineAsync(Announcement + server.BaseAddress);

        // Whoever started it holds the other end: this process does not outlive it, however it ends.
        await Console.OpenStandardInput().CopyToAsync(Stream.Null, stopping);
    }
}
