using PayHooks.Sqlite;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

public sealed class SqliteSearchTests : SqliteStoreTest
{
    private static readonly Resource Shared = new("shared", null);

    [Fact]
    public async Task Events_far_apart_are_found_newest_first()
    {
        var events = new List<EventRecord>();
        foreach (var gap in (int[])[4_094, 1, 1, 1, 100_000, 12_345_678])
        {
            // What lies between them is gone; numbers are not given out again.
            await Store.RunAsync($"""
                INSERT INTO events (number, id, source, type, status, received_at, tombstone, record)
                SELECT COALESCE(MAX(number), 0) + {gap}, 'gone {events.Count}', 's', 't', 2, 0, 1, x'' FROM events
                """);
            events.Add(await Store.Ledger.PutAsync(Samples.Known(events.Count, Now.AddSeconds(events.Count), about: Shared)));
        }

        var found = await Store.Ledger.ListAllAsync(new EventQuery { Search = "shared" });
        var paged = await Store.Ledger.ListAllAsync(new EventQuery { Search = "shared", Limit = 1 });

        var expected = events.Select(one => one.Id).Reverse();
        Assert.Equal(expected, found.Select(one => one.Id));
        Assert.Equal(expected, paged.Select(one => one.Id));
    }

    [Fact]
    public async Task A_text_that_many_events_share_is_sought_a_bounded_number_at_a_time()
    {
        var oldest = await Store.Ledger.PutAsync(Samples.Known(0, Now, "portone", Shared));
        await Task.WhenAll(Enumerable.Range(1, EventSearch.MostRecords + 10).Select(i => Store.Ledger.PutAsync(
            Samples.Known(i, Now.AddSeconds(i), about: Shared))));

        var first = await Store.Ledger.ListAsync(new EventQuery { Search = "shared", Source = "portone" }, default);
        var second = await Store.Ledger.ListAsync(new EventQuery { Search = "shared", Source = "portone", Cursor = first.Cursor }, default);

        Assert.Empty(first.Events);
        Assert.Equal(oldest.Id, Assert.Single(second.Events).Id);
        Assert.Null(second.Cursor);
    }

    [Fact]
    public async Task Nothing_is_left_of_the_terms_of_a_pruned_event()
    {
        await Store.Ledger.PutAsync(Samples.Known(1, Now.AddDays(-40)));
        Assert.Equal(3, await Store.RunAsync("SELECT COUNT(*) FROM terms"));

        await Store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default);

        Assert.Equal(0, await Store.RunAsync("SELECT COUNT(*) FROM terms"));
    }
}
