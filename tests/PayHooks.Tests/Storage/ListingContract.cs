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
        AnyOf<string>[] sources = [[], "chargily", "portone", "nobody", ["chargily", "portone"], ["nobody", "portone"]];
        AnyOf<string>[] types = [[], EventTypes.PaymentSucceeded, EventTypes.RefundFailed, [EventTypes.RefundFailed, "nothing"]];
        AnyOf<EventStatus>[] statuses =
        [
            [], .. Enum.GetValues<EventStatus>(), [EventStatus.Dead, EventStatus.Retrying], [EventStatus.Dead, EventStatus.Completed],
        ];
        var records =
            await FillAsync(60, i => Samples.Record(
                i, Now.AddTicks(-(i % 23)), i % 2 == 0 ? "chargily" : "portone",
                i / 2 % 2 == 0 ? EventTypes.PaymentSucceeded : EventTypes.RefundFailed, (EventStatus)(i / 4 % 4)));

        foreach (var (source, type, status) in from s in sources from t in types from u in statuses select (s, t, u))
        {
            var listed = await Ledger.ListAllAsync(new EventQuery { Source = source, Type = type, Status = status, Limit = 3 });

            var expected = records.Where(record =>
                (source.IsEmpty || source.Contains(record.Source)) && (type.IsEmpty || type.Contains(record.Facts.Type))
                    && (status.IsEmpty || status.Contains(record.Status)));
            Assert.Equal(InOrder(expected), listed.Select(record => record.Id));
        }
    }

    [Fact]
    public async Task A_filter_takes_as_many_values_as_the_api_accepts()
    {
        string[] sources = [.. Enumerable.Range(0, EventQuery.MaxValues).Select(i => $"source-{i}")];
        string[] types = [.. Enumerable.Range(0, EventQuery.MaxValues).Select(i => $"payment.type_{i}")];
        var records = await FillAsync(
            45, i => Samples.Record(i, Now.AddSeconds(-i), sources[i % 20], i % 3 == 0 ? types[i % 20] : "other"));

        var listed = await Ledger.ListAllAsync(new EventQuery
        {
            Source = [.. sources],
            Type = [.. types],
            Status = [.. Enum.GetValues<EventStatus>()],
            Limit = 4,
        });

        Assert.Equal(InOrder(records.Where(record => record.Facts.Type != "other")), listed.Select(record => record.Id));
    }

    [Fact]
    public async Task Completed_events_are_listed_by_their_outcome()
    {
        var all = Enum.GetValues<EventOutcome>();
        AnyOf<EventOutcome>[] outcomes =
        [
            [], .. all, [EventOutcome.NoHandler, EventOutcome.Unrecognised], [EventOutcome.Handled, EventOutcome.NoHandler],
        ];
        var records =
            await FillAsync(40, i =>
            Samples.Record(i, Now.AddSeconds(-i), i % 3 == 0 ? "chargily" : "portone", status: EventStatus.Completed) with
            {
                Outcome = all[i % 3],
            });

        foreach (var (outcome, source) in from o in outcomes from s in new[] { null, "portone" } select (o, s))
        {
            var listed = await Ledger.ListAllAsync(new EventQuery { Outcome = outcome, Source = source, Limit = 4 });

            var expected =
                records.Where(record =>
                    (outcome.IsEmpty || outcome.Contains(record.Outcome!.Value)) && (source is null || record.Source == source));
            Assert.Equal(InOrder(expected), listed.Select(record => record.Id));
        }
    }

    [Fact]
    public async Task A_list_follows_an_event_when_its_outcome_changes()
    {
        var record = await Ledger.PutAsync(Samples.Record(1, Now, status: EventStatus.Completed) with { Outcome = EventOutcome.NoHandler });

        await Ledger.PutAsync(record with { Outcome = EventOutcome.Handled });

        Assert.Empty(await Ledger.ListAllAsync(new EventQuery { Outcome = EventOutcome.NoHandler }));
        Assert.Single(await Ledger.ListAllAsync(new EventQuery { Outcome = EventOutcome.Handled }));
    }

    [Fact]
    public async Task Mode_handler_and_error_filter_together_with_the_status()
    {
        var live = Samples.Record(1, Now, status: EventStatus.Dead) with
        {
            LastError = "IOException: The Warehouse is closed.",
            AttemptLog = [new AttemptEntry(Now, 1, "fulfil", "failed", 1, "IOException: The Warehouse is closed.")],
        };
        await Ledger.PutAsync(live with { Facts = live.Facts with { Livemode = true } });
        var done = Samples.Record(2, Now, status: EventStatus.Completed) with { Handled = [new HandledEntry("fulfil", Now)] };
        await Ledger.PutAsync(done with { Facts = done.Facts with { Livemode = false } });
        await Ledger.PutAsync(Samples.Record(3, Now, status: EventStatus.Completed) with { Handled = [new HandledEntry("mail", Now)] });

        Assert.Equal([live.Id], await IdsAsync(new EventQuery { Livemode = true }));
        Assert.Equal([done.Id], await IdsAsync(new EventQuery { Livemode = false }));
        Assert.Equal(2, (await IdsAsync(new EventQuery { Handler = "fulfil" })).Length);
        Assert.Equal([live.Id], await IdsAsync(new EventQuery { Handler = "fulfil", Status = EventStatus.Dead }));
        Assert.Equal([live.Id], await IdsAsync(new EventQuery { Error = "warehouse" }));
        Assert.Empty(await IdsAsync(new EventQuery { Error = "warehouse", Handler = "mail" }));
        Assert.Equal(3, (await IdsAsync(new EventQuery { Handler = ["fulfil", "mail"] })).Length);
        Assert.Equal([live.Id], await IdsAsync(new EventQuery { Part = "wareHOUSE" }));
        Assert.Equal([done.Id], await IdsAsync(new EventQuery { Part = done.Id[4..] }));

        async Task<string[]> IdsAsync(EventQuery query) => [.. (await Ledger.ListAllAsync(query)).Select(record => record.Id)];
    }

    [Fact]
    public async Task A_list_follows_an_event_when_its_type_changes()
    {
        var record = await Ledger.PutAsync(Samples.Record(1, Now, type: EventTypes.PaymentCaptured));

        await Ledger.PutAsync(record with { Facts = record.Facts with { Type = EventTypes.PaymentSucceeded } });

        Assert.Empty(await Ledger.ListAllAsync(new EventQuery { Type = EventTypes.PaymentCaptured }));
        Assert.Single(await Ledger.ListAllAsync(new EventQuery { Type = EventTypes.PaymentSucceeded }));
    }

    [Fact]
    public async Task A_list_begins_at_since_and_ends_before_until()
    {
        var records =
            await FillAsync(40, i =>
            Samples.Record(i, Now.AddHours(-(i / 2)), status: i % 3 == 0 ? EventStatus.Dead : EventStatus.Completed));
        DateTimeOffset?[] bounds = [null, Now.AddHours(-15), Now.AddHours(-15).AddTicks(1), Now.AddHours(-3), Now.AddHours(1)];

        AnyOf<EventStatus>[] statuses = [[], EventStatus.Dead, [EventStatus.Dead, EventStatus.Retrying]];
        foreach (var (since, until, status) in from s in bounds from u in bounds from d in statuses select (s, u, d))
        {
            var listed = await Ledger.ListAllAsync(new EventQuery { Since = since, Until = until, Status = status, Limit = 3 });

            var expected = records.Where(record =>
                (since is null || record.ReceivedAt >= since) && (until is null || record.ReceivedAt < until)
                    && (status.IsEmpty || status.Contains(record.Status)));
            Assert.Equal(InOrder(expected), listed.Select(record => record.Id));
        }
    }

    [Fact]
    public async Task An_event_is_found_by_its_id_and_by_the_providers()
    {
        var records = await FillAsync(20, i => Samples.Known(i, Now.AddSeconds(-i), i % 2 == 0 ? "chargily" : "portone"));

        foreach (var record in records)
        {
            Assert.Equal([record.Id], await FindAsync(new EventQuery { Search = record.Id }));
            Assert.Equal([record.Id], await FindAsync(new EventQuery { Search = record.Facts.ProviderEventId }));
            Assert.Equal([record.Id],
                await FindAsync(
                new EventQuery { Search = record.Id, Source = record.Source, Status = record.Status, Since = record.ReceivedAt }));
            Assert.Empty(await FindAsync(new EventQuery { Search = record.Id, Until = record.ReceivedAt }));
            Assert.Empty(await FindAsync(new EventQuery { Search = record.Facts.ProviderEventId, Source = "another" }));
            Assert.Empty(await FindAsync(new EventQuery { Search = record.Facts.ProviderEventId!.ToUpperInvariant() }));
        }

        Assert.Empty(await FindAsync(new EventQuery { Search = "nothing" }));
        Assert.Empty(await FindAsync(new EventQuery { Search = Samples.Record(99, Now).Id }));
    }

    [Fact]
    public async Task What_two_sources_call_by_the_same_id_is_found_twice_page_by_page()
    {
        var first = await Ledger.PutAsync(Samples.Known(1, Now, "portone"));
        var second = await Ledger.PutAsync(Samples.Known(1, Now.AddSeconds(1), "chargily"));

        Assert.Equal([second.Id, first.Id], await FindAsync(new EventQuery { Search = first.Facts.ProviderEventId }));
        Assert.Equal([first.Id, second.Id],
            (await FindAsync(new EventQuery { Search = first.Facts.ProviderEventId, Limit = 1 }))
            .Order(Comparer<string>.Create((a, b) => a == first.Id ? -1 : 1)));
    }

    [Fact]
    public async Task An_erased_event_is_found_by_its_ids_alone_and_a_pruned_one_not_at_all()
    {
        var record = await Ledger.PutAsync(Samples.Known(1, Now.AddDays(-36)));

        await Ledger.PutAsync(record.ToErased(Now));
        Assert.Equal([record.Id], await FindAsync(new EventQuery { Search = record.Facts.ProviderEventId }));
        Assert.Empty(await FindAsync(new EventQuery { Search = record.Facts.Resource.Id }));
        Assert.Empty(await FindAsync(new EventQuery { Search = record.Facts.Resource.MerchantReference }));

        await Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default);
        Assert.Empty(await FindAsync(new EventQuery { Search = record.Facts.ProviderEventId }));
        Assert.Empty(await FindAsync(new EventQuery { Search = record.Id }));
    }

    [Fact]
    public async Task A_list_follows_an_event_when_its_status_changes()
    {
        var record = await Ledger.PutAsync(Samples.Record(1, Now, status: EventStatus.Dead));

        await Ledger.PutAsync(record with { Status = EventStatus.Completed });

        Assert.Empty(await Ledger.ListAllAsync(new EventQuery { Status = EventStatus.Dead }));
        Assert.Equal(EventStatus.Completed,
            Assert.Single(await Ledger.ListAllAsync(new EventQuery { Status = EventStatus.Completed })).Status);
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
        Assert.Equal(kept.Id,
            Assert.Single(
            await Ledger.ListAllAsync(new EventQuery { Source = kept.Source, Type = kept.Facts.Type, Status = kept.Status })).Id);
    }

    private static IEnumerable<string> InOrder(IEnumerable<EventRecord> records) =>
        records.OrderByDescending(record => record.ReceivedAt).ThenBy(record => record.Id, StringComparer.Ordinal)
            .Select(record => record.Id);

    private protected async Task<IEnumerable<string>> FindAsync(EventQuery query) =>
        (await Ledger.ListAllAsync(query)).Select(record => record.Id);

    private protected async Task<List<EventRecord>> FillAsync(int count, Func<int, EventRecord> make)
    {
        var records = Enumerable.Range(0, count).Select(make).ToList();
        await Task.WhenAll(records.Select(record => Ledger.PutAsync(record)));
        return records;
    }
}

/// <summary>What ledgers promise that keep track of what an event is about.</summary>
public abstract class FactSearchContract : ListingContract
{
    [Fact]
    public async Task Events_are_found_by_what_they_are_about()
    {
        var records = await FillAsync(20, i => Samples.Known(i, Now.AddSeconds(-i), about: new Resource($"res {i % 5}", $"order {i}")));

        Assert.Equal([records[7].Id], await FindAsync(new EventQuery { Search = "order 7" }));
        Assert.Equal(new[] { 2, 7, 12, 17 }.Select(i => records[i].Id), await FindAsync(new EventQuery { Search = "res 2" }));
        Assert.Equal(
            new[] { 2, 7, 12, 17 }.Select(i => records[i].Id).Order(StringComparer.Ordinal),
            (await FindAsync(new EventQuery { Search = "res 2", Limit = 1 })).Order(StringComparer.Ordinal));
        Assert.Equal([records[12].Id],
            await FindAsync(new EventQuery { Search = "res 2", Since = records[12].ReceivedAt, Until = records[7].ReceivedAt }));
    }
}

public sealed class InMemoryListingTests : FactSearchContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbListingTests : FactSearchContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
