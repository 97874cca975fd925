using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Operations;

/// <summary>What a person types into the search, on every store.</summary>
public abstract class EventSearchContract : StoreContract
{
    /// <summary>Whether parts are also found among completed events.</summary>
    private protected virtual bool SearchesAll => true;

    [Fact]
    public async Task A_part_of_an_id_and_of_an_error_finds_events_that_failed()
    {
        var dead = await FailedAsync(1, "IOException: The Warehouse is closed.", new Resource("res_41", "order-4711"));
        await FailedAsync(2, "TimeoutException: No response.", new Resource("res_52", "order-12"));
        using var bench = new TestBench(Store, []);

        foreach (var part in new[] { dead.Id[6..20], "es_41", "4711", "warehouse IS" })
        {
            Assert.Equal([dead.Id], await FindAsync(bench, new EventQuery { Search = part }));
        }

        Assert.Empty(await FindAsync(bench, new EventQuery { Search = "ORDER-4711" }));
        Assert.Empty(await FindAsync(bench, new EventQuery { Search = "4711", Source = "portone" }));
        Assert.Empty(await FindAsync(bench, new EventQuery { Search = "4711", Status = EventStatus.Retrying }));
    }

    [Fact]
    public async Task What_has_exactly_the_id_is_found_alone()
    {
        var exact = await FailedAsync(1, "x", null);
        await FailedAsync(10, "x", null);
        using var bench = new TestBench(Store, []);

        Assert.Equal([exact.Id], await FindAsync(bench, new EventQuery { Search = exact.Facts.ProviderEventId }));
        Assert.Equal(2, (await FindAsync(bench, new EventQuery { Search = exact.Facts.ProviderEventId![..^2] })).Count);
    }

    [Fact]
    public async Task Parts_are_found_page_by_page_the_open_events_first()
    {
        List<EventRecord> open = [];
        List<EventRecord> completed = [];
        for (var i = 0; i < 15; i++)
        {
            open.Add(await FailedAsync(i, "x", new Resource($"res {i}", null)));
            completed.Add(await Store.Ledger.PutAsync(Samples.Known(100 + i, Now.AddMinutes(i), about: new Resource($"res {i}", null))));
            await Store.Ledger.PutAsync(Samples.Known(200 + i, Now.AddMinutes(i)));
        }

        using var bench = new TestBench(Store, []);
        var found = await FindAsync(bench, new EventQuery { Search = "res ", Limit = 4 });

        var expected = open.NewestFirst().Concat(SearchesAll ? completed.NewestFirst() : []);
        Assert.Equal(expected.Select(record => record.Id), found);
    }

    [Fact]
    public async Task A_cursor_of_a_search_that_nobody_gave_out_is_refused()
    {
        using var bench = new TestBench(Store, []);

        foreach (var cursor in new[] { "open_nonsense", "other_nonsense", "open_open_" })
        {
            await Assert.ThrowsAsync<BadCursorException>(() => FindAsync(bench, new EventQuery { Search = "x", Cursor = cursor }));
        }
    }

    private protected static async Task<IReadOnlyList<string>> FindAsync(TestBench bench, EventQuery query)
    {
        List<string> found = [];
        do
        {
            var page = await bench.Search.FindAsync(query, default);
            Assert.True(page.Events.Count <= query.Limit);
            found.AddRange(page.Events.Select(record => record.Id));
            query = query with { Cursor = page.Cursor };
        }
        while (query.Cursor is not null);

        return found;
    }

    private Task<EventRecord> FailedAsync(int number, string error, Resource? about) =>
        Store.Ledger.PutAsync(Samples.Known(number, Now.AddMinutes(-number), about: about) with
        {
            Status = EventStatus.Dead,
            LastError = error,
        });
}

public sealed class InMemoryEventSearchTests : EventSearchContract
{
    [Fact]
    public async Task A_search_that_finds_nothing_ends_after_a_bounded_number_of_pages()
    {
        var ledger = new EndlessLedger(Store.Ledger);
        using var bench = new TestBench(Store, [], rewire: ports => ports with { Ledger = ledger });

        var page = await bench.Search.FindAsync(new EventQuery { Search = "nothing" }, default);

        Assert.Empty(page.Events);
        Assert.NotNull(page.Cursor);
        Assert.InRange(ledger.Pages, 1, 4);
    }

    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();

    // As a store with a million events of which none matches.
    private sealed class EndlessLedger(IEventLedger inner) : Ledger(inner)
    {
        public int Pages { get; private set; }

        public override ValueTask<Applied<T>> ApplyAsync<T>(
            EventKey key, LedgerChange<T> change, LedgerSnapshot? lastSeen, CancellationToken cancellationToken) =>
            Inner.ApplyAsync(key, change, lastSeen, cancellationToken);

        public override ValueTask<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken)
        {
            Pages++;
            var cursor = query.Part is null ? null : EventCursor.After(Samples.Record(1, DateTimeOffset.UnixEpoch)).ToString();
            return ValueTask.FromResult(new EventPage([], cursor));
        }
    }
}

public sealed class RocksDbEventSearchTests : EventSearchContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
