using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Sqlite;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

public sealed class SqliteRegistrationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Queue_source_and_ledger_share_one_store_that_is_opened_when_first_asked_for()
    {
        await using var provider = Services(new ManualTime()).BuildServiceProvider(validateScopes: true);
        Assert.Empty(Directory.GetFiles(folder.Path));

        await provider.GetRequiredService<IEventQueue>().EnqueueAsync("one");

        Assert.Equal("one", (await provider.GetRequiredService<IMessageSource>().TakeAsync(1, default)).Single().AsText());
        Assert.NotNull(provider.GetRequiredService<IEventLedger>());
        Assert.Equal(folder.File("payhooks.db"), provider.GetRequiredService<SqliteStore>().Path);
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

    private IServiceCollection Services(TimeProvider time)
    {
        var services = new ServiceCollection().AddSingleton(time);
        return services.AddPayHooks(new ConfigurationBuilder().Build()).UseSqlite(folder.File("payhooks.db")).Services;
    }
}
