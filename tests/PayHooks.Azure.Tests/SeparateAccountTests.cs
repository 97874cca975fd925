using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using PayHooks.AzureStorage;
using PayHooks.Payments;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>Queues and key table in storage accounts of their own.</summary>
[NeedsAzurite]
public sealed class SeparateAccountTests
{
    private const string Body = """{"id":"e1","type":"payment.succeeded","payment":"p1","at":1,"reference":"order-1"}""";

    [Fact]
    public async Task Messages_go_to_one_account_keys_to_another_and_the_rest_to_the_main_one()
    {
        var watched = new WatchedRequests();
        await using var store = await SeparateStore.StartAsync("separate", watched);
        watched.Clear();
        using var bench = new TestBench(store, [DelegateHandler.Named("one", (_, _, _) => Task.CompletedTask)], bodies: store.Bodies);

        Assert.Equal(200, (await bench.DeliverAsync(Body)).StatusCode);
        Assert.NotNull(await bench.StepAsync());
        Assert.Equal(EventStatus.Completed, (await bench.RecordAsync()).Status);
        Assert.Equal(200, (await bench.DeliverAsync($$"""{"id":"e2","pad":"{{new string('x', 100_000)}}"}""")).StatusCode);

        // In Azurite, a path begins with the account.
        var requests = watched.Seen.Select(Uri.UnescapeDataString)
            .Select(request => Regex.Match(
                request, @"/(?<account>\w+)/(separate)?(?<what>[\w-]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
            .Select(match => (Account: match.Groups["account"].Value, What: match.Groups["what"].Value))
            .Where(request => request.What != "Tables").ToArray();
        Assert.All(requests, request => Assert.Equal(
            request.What switch
            {
                AzureStoreClients.QueueName or AzureStoreClients.PoisonQueueName => "payhooksqueues",
                AzureStoreClients.KeysTable => "payhookskeys",
                _ => "devstoreaccount1",
            },
            request.Account));
        Assert.Equal(3, requests.Select(request => request.Account).Distinct().Count());
        Assert.Contains(requests, request => request.What == AzureStoreClients.BodiesContainer);
    }

    [Theory]
    [InlineData("webhook-events")]
    [InlineData("webhook-events-3")]
    [InlineData("webhook-events-poison")]
    public async Task Messages_that_were_left_in_the_main_account_are_moved(string queue)
    {
        var prefix = $"left{queue.Length}";
        await using var store = await SeparateStore.StartAsync(prefix);
        var former = new QueueClient((await Azurite.GetAsync()).ConnectionString, prefix + queue);
        await former.CreateAsync();
        await former.SendMessageAsync("left");

        var found = Assert.Single(await store.StrayQueues.FindAsync(CancellationToken.None));
        Assert.Equal(new StrayQueue(queue, 1, "PayHooksStorage"), found);
        Assert.Equal(1, await store.StrayQueues.DrainAsync(found, CancellationToken.None));

        Assert.Empty(await store.StrayQueues.FindAsync(CancellationToken.None));
        var target = queue.EndsWith("-poison", StringComparison.Ordinal) ? AzureStoreClients.PoisonQueueName : AzureStoreClients.QueueName;
        var moved = (await new QueueClient((await Azurite.GetAsync()).QueueConnectionString, prefix + target).ReceiveMessageAsync()).Value;
        Assert.Equal("left", moved.Body.ToString());
        await former.DeleteAsync();
    }

    [Fact]
    public async Task A_key_table_that_was_left_in_the_main_account_stops_the_start()
    {
        var former = new TableServiceClient((await Azurite.GetAsync()).ConnectionString).GetTableClient($"former{AzureStoreClients.KeysTable}");
        await former.CreateAsync();
        await (await SeparateStore.StartAsync("former")).DisposeAsync();
        await former.AddEntityAsync(new TableEntity("test-00", "e:1"));

        var error = await Assert.ThrowsAsync<AzureStoreException>(() => SeparateStore.StartAsync("former"));

        Assert.StartsWith(
            "The table 'payhookskeys' of PayHooksStorage still has rows, but PayHooksKeyStorage names another account", error.Message,
            StringComparison.Ordinal);
        await former.DeleteAsync();
    }

    [Fact]
    public async Task An_account_that_does_not_answer_is_named()
    {
        var azurite = await Azurite.GetAsync();
        var error = await Assert.ThrowsAsync<AzureStoreException>(() => SeparateStore.StartAsync(
            "unnamed", queues: azurite.QueueConnectionString.Replace("/payhooksqueues", "/unknown", StringComparison.Ordinal)));

        Assert.Contains("of PayHooksQueueStorage", error.Message, StringComparison.Ordinal);
    }

    // Registered as in an app, but with names of its own.
    private sealed class SeparateStore : StoreUnderTest
    {
        private readonly ServiceProvider services;

        private SeparateStore(ServiceProvider services, string queues, string prefix)
        {
            this.services = services;
            Source = new AzureMessageSource(new QueueClient(queues, prefix + AzureStoreClients.QueueName));
        }

        public override IEventQueue Queue => services.GetRequiredService<IEventQueue>();

        public override IMessageSource Source { get; }

        public override IEventLedger Ledger => services.GetRequiredService<IEventLedger>();

        public override ISubjectStore Subjects => services.GetRequiredService<ISubjectStore>();

        public override IBodyStore Bodies => services.GetRequiredService<IBodyStore>();

        public IStrayQueues StrayQueues => services.GetRequiredService<IStrayQueues>();

        public static async Task<SeparateStore> StartAsync(string prefix, WatchedRequests? watched = null, string? queues = null)
        {
            var azurite = await Azurite.GetAsync();
            queues ??= azurite.QueueConnectionString;
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [
                new("PayHooksStorage", azurite.ConnectionString),
                new("PayHooksQueueStorage", queues),
                new("PayHooksKeyStorage", azurite.KeyConnectionString),
                new("PayHooks:Sources:test:Secrets:0", "s3cret-one"),
            ]).Build();
            var collection = new ServiceCollection();
            collection.AddLogging();
            collection.AddPayHooks(configuration, TestProvider.Registry).UseAzureStorage();
            collection.Replace(ServiceDescriptor.Singleton(provider =>
                AzureStoreClients.Create(provider.GetRequiredService<AzureStoreConnections>(), watched, prefix)));
            var provider = collection.BuildServiceProvider();
            await Assert.Single(provider.GetServices<IHostedService>().OfType<StorageInitializer>()).StartAsync(CancellationToken.None);
            return new SeparateStore(provider, queues, prefix);
        }

        public override async ValueTask DisposeAsync()
        {
            await services.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
