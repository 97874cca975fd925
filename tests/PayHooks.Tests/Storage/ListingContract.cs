using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

/// <summary>What every ledger promises about lists of events.</summary>
public abstract class ListingContract : StoreContract
{
    private IEventLedger Ledger => Store.Ledger;

    [Fact]
    public async Task Events_are_listed_newest_first_and_within_one_instant_by_id()
    {
        var records = await FillAsync(30, i => Samples.Record(i, Now.AddSeconds(-(i * 7 % 10))));

        var listed = await Ledger.ListAllAsync(new EventQuery { Limit = 4 });

        Assert.Equal(InOrder(records), listed.Select(record => record.Id));
    }

    [Fact]
    public async Task Every_combination_of_filters_lists_exactly_what_matches()
    {
        string?[] sources = [null, "chargily", "portone", "nobody"];
        string?[] types = [null, EventType.PaymentSucceeded, EventType.RefundFailed];
        EventStatus?[] statuses = [null, .. Enum.GetValues<EventStatus>()];
        var records = await FillAsync(60, i => Samples.Record(i, Now.AddTicks(-(i % 23)), sources[1 + (i % 2)]!, types[1 + (i / 2 % 2)]!, (EventStatus)(i / 4 % 4)));

        foreach (var (source, type, status) in from s in sources from t in types from u in statuses select (s, t, u))
        {
            var listed = await Ledger.ListAllAsync(new EventQuery { Source = source, Type = type, Status = status, Limit = 3 });

            var expected = records.Where(record =>
                (source is null || record.Source == source) && (type is null || record.Type == type) && (status is null || record.Status == status));
            Assert.Equal(InOrder(expected), listed.Select(record => record.Id));
        }
    }

    [Fact]
    public async Task A_list_follows_an_event_when_its_status_changes()
    {
        var record = await Ledger.PutAsync(Samples.Record(1, Now, status: EventStatus.Dead));

        await Ledger.PutAsync(record with { Status = EventStatus.Completed });

        Assert.Empty(await Ledger.ListAllAsync(new EventQuery { Status = EventStatus.Dead }));
        Assert.Equal(EventStatus.Completed, Assert.Single(await Ledger.ListAllAsync(new EventQuery { Status = EventStatus.Completed })).Status);
    }

    [Fact]
    public async Task Paging_shows_every_event_once_while_new_ones_arrive()
    {
        var records = await FillAsync(50, i => Samples.Record(i, Now.AddSeconds(-i)));
        var listed = new List<EventRecord>();
        var query = new EventQuery { Limit = 7 };

        for (var next = 100; ; next++)
        {
            var page = await Ledger.ListAsync(query, default);
            listed.AddRange(page.Events);
            if (page.Cursor is null)
            {
                break;
            }

            await Ledger.PutAsync(Samples.Record(next, Now.AddSeconds(1)));
            query = query with { Cursor = page.Cursor };
        }

        Assert.Equal(InOrder(records), listed.Select(record => record.Id));
    }

    [Fact]
    public async Task The_last_page_has_no_cursor()
    {
        await FillAsync(4, i => Samples.Record(i, Now));

        var first = await Ledger.ListAsync(new EventQuery { Limit = 2 }, default);
        var second = await Ledger.ListAsync(new EventQuery { Limit = 2, Cursor = first.Cursor }, default);

        Assert.Matches("^[A-Za-z0-9_-]+$", first.Cursor!);
        Assert.Equal(2, second.Events.Count);
        Assert.Null(second.Cursor);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(100_000, 500)]
    public async Task The_limit_is_kept_within_bounds(int asked, int given)
    {
        await FillAsync(501, i => Samples.Record(i, Now));

        Assert.Equal(given, (await Ledger.ListAsync(new EventQuery { Limit = asked }, default)).Events.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("not base64!")]
    [InlineData("AAAAAAAAAAA")]
    [InlineData("__________8")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_cursor_that_nobody_gave_out_is_refused(string cursor)
    {
        await FillAsync(3, i => Samples.Record(i, Now));

        await Assert.ThrowsAsync<BadCursorException>(() => Ledger.ListAsync(new EventQuery { Cursor = cursor }, default).AsTask());
    }

    [Fact]
    public async Task A_cursor_with_a_foreign_character_anywhere_is_refused()
    {
        await FillAsync(3, i => Samples.Record(i, Now));
        var cursor = (await Ledger.ListAsync(new EventQuery { Limit = 1 }, default)).Cursor!;

        for (var i = 0; i < cursor.Length; i++)
        {
            var tampered = string.Concat(cursor.AsSpan(0, i), " ", cursor.AsSpan(i));
            await Assert.ThrowsAsync<BadCursorException>(() => Ledger.ListAsync(new EventQuery { Cursor = tampered }, default).AsTask());
        }
    }

    [Fact]
    public async Task Tombstones_are_not_listed()
    {
        await FillAsync(5, i => Samples.Record(i, Now.AddDays(-40)));
        var kept = await Ledger.PutAsync(Samples.Record(10, Now));

        await Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default);

        Assert.Equal(kept.Id, Assert.Single(await Ledger.ListAllAsync(new EventQuery())).Id);
        Assert.Equal(kept.Id, Assert.Single(await Ledger.ListAllAsync(new EventQuery { Source = kept.Source, Type = kept.Type, Status = kept.Status })).Id);
    }

    private static IEnumerable<string> InOrder(IEnumerable<EventRecord> records) =>
        records.OrderByDescending(record => record.ReceivedAt).ThenBy(record => record.Id, StringComparer.Ordinal).Select(record => record.Id);

    private async Task<List<EventRecord>> FillAsync(int count, Func<int, EventRecord> make)
    {
        var records = Enumerable.Range(0, count).Select(make).ToList();
        await Task.WhenAll(records.Select(record => Ledger.PutAsync(record)));
        return records;
    }
}

public sealed class InMemoryListingTests : ListingContract
{
    protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class SqliteListingTests : ListingContract
{
    protected override Task<StoreUnderTest> CreateAsync() => SqliteStoreUnderTest.CreateAsync();
}
