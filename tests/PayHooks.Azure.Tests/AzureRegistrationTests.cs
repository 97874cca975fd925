using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PayHooks.AzureStorage;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

public sealed class AzureRegistrationTests
{
    private const string Good = "UseDevelopmentStorage=true";

    [Fact]
    public void An_account_of_our_own_comes_before_the_hosts()
    {
        Assert.Equal("PayHooksStorage", Read(new() { ["PayHooksStorage"] = Good, ["AzureWebJobsStorage"] = Good }).Setting);
        Assert.Equal("AzureWebJobsStorage", Read(new() { ["PayHooksStorage"] = " ", ["AzureWebJobsStorage"] = Good }).Setting);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("9c0ec2d4-6b1b-4b0f-9f0a-0b2a4a8f6a4e")]
    public void An_identity_needs_the_addresses_of_all_three_services(string? clientId)
    {
        var clients = AzureStoreClients.Create(Read(new()
        {
            ["PayHooksStorage:queueServiceUri"] = "https://acme.queue.core.windows.net",
            ["PayHooksStorage:tableServiceUri"] = "https://acme.table.core.windows.net",
            ["PayHooksStorage:blobServiceUri"] = "https://acme.blob.core.windows.net",
            ["PayHooksStorage:credential"] = "managedidentity",
            ["PayHooksStorage:clientId"] = clientId,
        }));

        Assert.Equal("https://acme.queue.core.windows.net/webhook-events", clients.Queue(AzureStoreClients.QueueName).Uri.AbsoluteUri);
        Assert.Equal("https://acme.table.core.windows.net/payhookskeys", clients.Keys.Uri.AbsoluteUri);
        Assert.Equal("https://acme.blob.core.windows.net/webhook-bodies", clients.Bodies.Uri.AbsoluteUri);
    }

    [Fact]
    public void The_hosts_short_form_of_an_account_is_enough()
    {
        var clients = AzureStoreClients.Create(Read(new() { ["AzureWebJobsStorage:accountName"] = "acme" }));

        Assert.Equal("https://acme.table.core.windows.net/payhookskept", clients.Kept.Uri.AbsoluteUri);
    }

    public static TheoryData<string, string?, string> Mistakes => new()
    {
        { "Unrelated", "x", "PayHooksStorage is not set, nor is AzureWebJobsStorage. Set PayHooksStorage to" },
        { "PayHooksStorage", "nonsense-with-s3cret", "PayHooksStorage is not a connection string of a storage account" },
        { "PayHooksStorage", "AccountName=acme;AccountKey=s3cret", "PayHooksStorage is not a connection string of a storage account" },
        { "PayHooksStorage", "@Microsoft.KeyVault(SecretUri=https://acme/s3cret)",
            "PayHooksStorage is a Key Vault reference that was not resolved." },
        { "PayHooksStorage:queueServiceUri", "https://acme.queue.core.windows.net",
            "PayHooksStorage__tableServiceUri is not set. Set it to https://" },
        { "AzureWebJobsStorage:queueServiceUri", "http://acme.queue.core.windows.net",
            "AzureWebJobsStorage__queueServiceUri is not an https address." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_connection_that_cannot_work_names_the_setting_and_the_mend_and_no_secret(string setting, string? value, string message)
    {
        var error = Assert.Throws<AzureStoreException>(
            () => new ServiceCollection().AddPayHooks(Configuration(new() { [setting] = value })).UseAzureStorage());

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_accounts_of_queues_and_keys_need_the_address_of_one_service()
    {
        var clients = AzureStoreClients.Create(AzureStoreConnections.Read(Configuration(new()
        {
            ["PayHooksStorage:accountName"] = "acme",
            ["PayHooksQueueStorage:queueServiceUri"] = "https://acmequeues.queue.core.windows.net",
            ["PayHooksKeyStorage:tableServiceUri"] = "https://acmekeys.table.core.windows.net",
        })));

        Assert.Equal("acmequeues", clients.Queue(AzureStoreClients.QueueName).AccountName);
        Assert.Equal("acmekeys", clients.Keys.AccountName);
        Assert.Equal("acme", clients.State.AccountName);
        Assert.Equal("acme", clients.Bodies.AccountName);
    }

    [Fact]
    public void Queues_and_keys_are_in_the_main_account_unless_they_have_one_of_their_own()
    {
        var clients = AzureStoreClients.Create(AzureStoreConnections.Read(Configuration(new()
        {
            ["AzureWebJobsStorage:accountName"] = "acme",
            ["PayHooksQueueStorage"] = " ",
        })));

        Assert.Equal(["acme", "acme"], [clients.Queue(AzureStoreClients.QueueName).AccountName, clients.Keys.AccountName]);
        Assert.False(clients.HasFormerQueues);
    }

    [Theory]
    [InlineData("PayHooksQueueStorage", "nonsense-with-s3cret", "PayHooksQueueStorage is not a connection string of a storage account")]
    [InlineData("PayHooksKeyStorage", "nonsense-with-s3cret", "PayHooksKeyStorage is not a connection string of a storage account")]
    [InlineData("PayHooksQueueStorage:tableServiceUri", "https://acme.table.core.windows.net",
        "PayHooksQueueStorage__queueServiceUri is not set. Set it to https://<account>.queue.core.windows.net.")]
    [InlineData("PayHooksKeyStorage:queueServiceUri", "https://acme.queue.core.windows.net",
        "PayHooksKeyStorage__tableServiceUri is not set. Set it to https://<account>.table.core.windows.net.")]
    public void A_further_account_that_cannot_work_is_named_too(string setting, string value, string message)
    {
        var error = Assert.Throws<AzureStoreException>(() => new ServiceCollection()
            .AddPayHooks(Configuration(new() { ["PayHooksStorage"] = Good, [setting] = value })).UseAzureStorage());

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [NeedsAzurite]
    public async Task A_host_that_starts_finds_everything_made_and_works()
    {
        var azurite = await Azurite.GetAsync();
        var configuration = Configuration(new()
        {
            ["PayHooksStorage"] = azurite.ConnectionString,
            ["PayHooks:Sources:test:Secrets:0"] = "s3cret-one",
        });
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddPayHooks(configuration, TestProvider.Registry).UseAzureStorage();
        await using var provider = services.BuildServiceProvider(validateScopes: true);

        // Twice: the second start finds what the first made.
        for (var start = 0; start < 2; start++)
        {
            await Assert.Single(provider.GetServices<IHostedService>().OfType<StorageInitializer>()).StartAsync(CancellationToken.None);
        }

        var stats = await provider.GetRequiredService<Operations.EventOperations>().StatsAsync(CancellationToken.None);
        Assert.Equal((0, 0), (stats.DeadLetters, stats.Waiting));
        Assert.NotNull(provider.GetRequiredService<IBodyStore>());
        Assert.NotNull(provider.GetRequiredService<Processing.EventProcessor>());
        Assert.True((await provider.GetRequiredService<EventQueues>().Poison[0].ExistsAsync()).Value);
    }

    private static IConfigurationRoot Configuration(Dictionary<string, string?> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values).Build();

    private static AzureStoreConnection Read(Dictionary<string, string?> values) => AzureStoreConnection.Read(Configuration(values));
}
