using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using PayHooks.RocksDb;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

public sealed class RocksDbRegistrationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Queue_source_and_ledger_share_one_store_that_is_opened_when_first_asked_for()
    {
        await using var provider = Services(new ManualTime()).BuildServiceProvider(validateScopes: true);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));

        await provider.GetRequiredService<IEventQueue>().EnqueueAsync("one");

        Assert.Equal("one", (await provider.GetRequiredService<IMessageSource>().TakeAsync(1, default)).Single().AsText());
        Assert.NotNull(provider.GetRequiredService<IEventLedger>());
        Assert.Equal(folder.File("payhooks-data"), provider.GetRequiredService<RocksDbStore>().Folder);
    }

    [Fact]
    public void A_container_that_is_disposed_synchronously_closes_the_store()
    {
        for (var i = 0; i < 2; i++)
        {
            using var provider = Services(TimeProvider.System).BuildServiceProvider();
            Assert.NotNull(provider.GetRequiredService<IEventLedger>());
        }
    }

    [Fact]
    public async Task A_host_stops_when_its_store_has_failed()
    {
        await using var store =
            RocksDbStore.Open(folder.File("payhooks-data"), TimeProvider.System, () => throw new IOException("The disk is gone."));
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var host = new Mock<IHostApplicationLifetime>();
        host.Setup(one => one.StopApplication()).Callback(stopped.SetResult);
        using var monitor = new StoreFailureMonitor(store, host.Object, NullLogger<StoreFailureMonitor>.Instance);
        await monitor.StartAsync(default);

        await Assert.ThrowsAsync<RocksDbStoreException>(() => new RocksDbEventQueue(store).EnqueueAsync("one").AsTask());

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private IServiceCollection Services(TimeProvider time)
    {
        var services = new ServiceCollection().AddSingleton(time);
        return services.AddPayHooks(new ConfigurationBuilder().Build()).UseRocksDb(folder.File("payhooks-data")).Services;
    }
}
