using PayHooks.AzureStorage;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Verification;

namespace PayHooks.Azure.Tests;

/// <summary>Keys that never change, and what the index has left over after crashes.</summary>
[NeedsAzurite]
public sealed class AzureIndexTests : IAsyncLifetime
{
    private AzureStoreUnderTest store = null!;

    private DateTimeOffset Now => store.Time.GetUtcNow();

    public async Task InitializeAsync() => store = (AzureStoreUnderTest)await AzureStoreUnderTest.CreateAsync();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public void Keys_are_frozen()
    {
        var id = EventIds.Create("chargily", "01hjjjzf7wbc454te45mwx35fe");
        var at = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal("chargily-"
            + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("chargily\n01hjjjzf7wbc454te45mwx35fe"u8)[..1]),
            TableKeys.Partition(new EventKey("chargily", id)));
        Assert.Equal("2912428", TableKeys.Day(at));
        Assert.Equal("past-2912428", TableKeys.Past(at));
        Assert.Equal($"2516338223999999999{id}", TableKeys.Row(at, id));
        Assert.Equal((at, id), (TableKeys.TimeOf(TableKeys.Row(at, id)), TableKeys.IdOf(TableKeys.Row(at, id))));
        Assert.Throws<ArgumentException>(() => TableKeys.Partition(new EventKey("chargily", "evt_?")));
    }

    [Fact]
    public async Task A_row_that_is_missing_after_a_crash_is_there_after_the_takeover()
    {
        var record =
            await store.Ledger.PutAsync(Samples.Record(1, Now, status: EventStatus.Processing) with { Generation = 1, Owner = "a" });
        await store.Clients.Index.DeleteEntityAsync(TableKeys.Day(Now), TableKeys.Row(Now, record.Id));
        Assert.Empty(await store.Ledger.ListAllAsync(new EventQuery()));

        await store.Ledger.PutAsync(record with { Generation = 2, Owner = "b" });

        Assert.Equal(record.Id, Assert.Single(await store.Ledger.ListAllAsync(new EventQuery())).Id);
    }

    [Fact]
    public async Task Rows_left_over_from_inserts_that_failed_are_not_listed_and_are_pruned()
    {
        var record = await store.Ledger.PutAsync(Samples.Record(1, Now));
        var index = new EventIndex(store.Clients.Index);
        await index.AddAsync(record with { ReceivedAt = Now.AddDays(-50) }, default);
        await index.AddAsync(Samples.Record(2, Now.AddDays(-50)), default);
        await index.AddDeadAsync(record, default);

        Assert.Equal(record.Id, Assert.Single(await store.Ledger.ListAllAsync(new EventQuery())).Id);
        Assert.Empty(await store.Ledger.ListAllAsync(new EventQuery { Status = EventStatus.Dead }));

        Assert.Equal(new PruneResult(0, 0), await store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default));
        Assert.Equal(2, await RowsAsync());
    }

    [Fact]
    public async Task Pruning_leaves_one_row_for_a_tombstone_and_none_when_it_is_forgotten()
    {
        var record = await store.Ledger.PutAsync(Samples.Record(1, Now.AddDays(-50)));

        Assert.Equal(new PruneResult(1, 0), await store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default));
        Assert.Equal(1, await RowsAsync());
        Assert.Equal(new PruneResult(0, 0), await store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default));
        Assert.Equal(1, await RowsAsync());
        Assert.Equal(new PruneResult(0, 1), await store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-40), default));
        Assert.Equal(0, await RowsAsync());
        Assert.Null(await store.Ledger.FindAsync(record.Id, default));
    }

    [Fact]
    public async Task A_dead_event_whose_row_was_lost_is_listed_among_the_dead_after_pruning()
    {
        var record = await store.Ledger.PutAsync(Samples.Record(1, Now.AddDays(-50), status: EventStatus.Dead));
        await new EventIndex(store.Clients.Index).RemoveDeadAsync(record, default);

        await store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default);

        Assert.Equal(record.Id, Assert.Single(await store.Ledger.ListAllAsync(new EventQuery { Status = EventStatus.Dead })).Id);
    }

    [Fact]
    public async Task A_row_among_the_dead_whose_event_is_not_dead_is_pruned_when_no_write_can_be_under_way()
    {
        var index = new EventIndex(store.Clients.Index);
        var dead = await store.Ledger.PutAsync(Samples.Record(1, Now, status: EventStatus.Dead));
        await index.AddDeadAsync(await store.Ledger.PutAsync(Samples.Record(2, Now)), default);

        await PruneAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, await store.Ledger.CountDeadAsync(default));

        await PruneAsync(TimeSpan.FromDays(-1));
        Assert.Equal(1, await store.Ledger.CountDeadAsync(default));
        Assert.Equal(dead.Id, Assert.Single(await store.Ledger.ListAllAsync(new EventQuery { Status = EventStatus.Dead })).Id);

        async Task PruneAsync(TimeSpan leftOver) =>
            await new EventPruning(index, new EventRows(store.Clients.Events), store.Bodies) { LeftOver = leftOver }
            .RunAsync(Now.AddDays(-35), Now.AddDays(-400), default);
    }

    [Fact]
    public async Task A_page_ends_after_so_many_rows_and_the_next_one_goes_on()
    {
        for (var i = 0; i < 30; i++)
        {
            await store.Ledger.PutAsync(
                Samples.Record(i, Now.AddHours(-i), status: i == 25 ? EventStatus.Retrying : EventStatus.Completed));
        }

        var listing = new EventListing(new EventIndex(store.Clients.Index), new EventRows(store.Clients.Events)) { MostRows = 10 };
        var query = new EventQuery { Status = EventStatus.Retrying, Limit = 4 };
        List<EventPage> pages = [await listing.ReadAsync(query, default)];
        while (pages[^1].Cursor is { } cursor)
        {
            pages.Add(await listing.ReadAsync(query with { Cursor = cursor }, default));
        }

        Assert.Equal([0, 0, 1, 0], pages.Select(page => page.Events.Count));
    }

    private async Task<int> RowsAsync()
    {
        var rows = 0;
        await foreach (var _ in store.Clients.Index.QueryAsync<global::Azure.Data.Tables.TableEntity>())
        {
            rows++;
        }

        return rows;
    }
}
