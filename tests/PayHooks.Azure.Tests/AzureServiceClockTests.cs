using PayHooks.AzureStorage;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests;

/// <summary>What pruning does with the service's own clock, as Azurite keeps it.</summary>
[NeedsAzurite]
public sealed class AzureServiceClockTests : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly ManualTime time = new(TimeProvider.System.GetUtcNow());
    private AzureStoreUnderTest store = null!;

    private DateTimeOffset Now => time.GetUtcNow();

    public async Task InitializeAsync() => store = await AzureStoreUnderTest.CreateAsync(
        null, options: AzureStoreUnderTest.OptionsOf(time) with { Clock = new ServiceClock(), Retention = Day });

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Theory]
    [InlineData(6)]
    [InlineData(-6)]
    [InlineData(60 * 24 * 400)]
    public async Task A_machine_whose_clock_is_wrong_prunes_nothing_and_says_so(int minutes)
    {
        await store.Ledger.PutAsync(Samples.Record(1, Now - (3 * Day)));
        time.SetForward(TimeSpan.FromMinutes(minutes));

        var result = await PruneAsync();

        Assert.Equal((0, 0, 0), (result.Tombstones, result.Days, result.Removed));
        Assert.Contains("Set the machine's clock", result.Postponed, StringComparison.Ordinal);
        Assert.False((await store.Ledger.FindAsync(Samples.Record(1, Now).Id, default))!.IsTombstone);
    }

    [Fact]
    public async Task A_machine_whose_clock_is_right_prunes()
    {
        time.SetForward(TimeSpan.FromMinutes(4));
        await store.Ledger.PutAsync(Samples.Record(1, Now - (3 * Day)));

        var result = await PruneAsync();

        Assert.Equal((1, null), (result.Tombstones, result.Postponed));
    }

    [Fact]
    public async Task A_table_that_is_younger_than_the_retention_is_not_dropped_whatever_its_name_says()
    {
        var old = store.Days.Of(Now - (100 * Day));
        await store.Days.CreateAsync(old, default);

        Assert.Equal(0, (await PruneAsync()).Days);
        Assert.Contains(old, (await store.Days.ListAsync(default)).Tables);
    }

    [Fact]
    public async Task A_table_without_a_marker_gets_one_and_its_age_counts_from_then()
    {
        var old = store.Days.Of(Now - (100 * Day));
        await store.Days.ClientOf(old).CreateAsync();

        Assert.Equal(0, (await PruneAsync()).Days);
        Assert.InRange((await store.Days.CreatedAtAsync(old, default))!.Value, Now.AddMinutes(-5), Now.AddMinutes(5));
    }

    [Fact]
    public async Task Maintenance_creates_the_tables_of_today_and_tomorrow()
    {
        foreach (var table in (await store.Days.ListAsync(default)).Tables)
        {
            await store.Days.DropAsync(table, default);
        }

        await PruneAsync();

        Assert.Equal(store.Days.Ahead(Now), (await store.Days.ListAsync(default)).Tables);
    }

    private async Task<PruneResult> PruneAsync() => await store.Ledger.PruneAsync(Now - Day, Now - (400 * Day), default);
}
