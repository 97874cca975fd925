using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

public sealed class RocksDbQueueOrderTests : RocksDbStoreTest
{
    [Fact]
    public async Task More_messages_than_fit_into_memory_come_in_order_and_none_is_lost_or_doubled()
    {
        const int Messages = 6_000;
        await Task.WhenAll(Enumerable.Range(0, Messages).Select(i => Store.Queue.EnqueueAsync($"{i}").AsTask()));

        var keys = new List<long>();
        var texts = new HashSet<string>();
        while (keys.Count < Messages)
        {
            foreach (var message in await Store.Source.TakeAsync(100, default))
            {
                keys.Add(message.Key);
                texts.Add(message.AsText());
            }

            await Store.Queue.EnqueueAsync("new");
        }

        Assert.Equal(keys.Order(), keys);
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.Superset(Enumerable.Range(0, Messages).Select(i => $"{i}").ToHashSet(), texts);
    }

    [Fact]
    public async Task Neither_new_messages_nor_due_retries_starve_the_other()
    {
        for (var i = 0; i < 100; i++)
        {
            await Store.Queue.EnqueueAsync("retry", TimeSpan.FromSeconds(1));
            await Store.Queue.EnqueueAsync("new");
        }

        Store.Time.Advance(TimeSpan.FromSeconds(1));
        var one = (await Store.Source.TakeAsync(40, default)).CountBy(message => message.AsText()).ToDictionary();
        Assert.Equal((10, 30), (one["retry"], one["new"]));

        var taken = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            taken.Add((await Store.Source.TakeAsync(1, default)).Single().AsText());
        }

        Assert.Equal(10, taken.Count(text => text == "retry"));
    }

    [Fact]
    public async Task A_body_is_stored_once_for_message_and_event_and_stays_with_the_event()
    {
        var body = "the body"u8.ToArray();
        var text = new MessageText("envelope"u8.ToArray(), body);
        await Store.Queue.EnqueueAsync(text, TimeSpan.Zero, default);
        var message = (await Store.Source.TakeAsync(1, default)).Single();
        Assert.Equal(text.AllBytes(), message.Text.AllBytes());

        var record = Samples.Record(1, Now);
        await Store.Ledger.ApplyAsync(record.Key, _ =>
            new LedgerDecision<bool>(true, record, body, message.Key), LedgerSnapshot.Absent, default);
        Assert.Equal(1, Store.BodyCount);
        await Store.Source.DeleteAsync(message, default);

        Assert.Equal(1, Store.BodyCount);
        Assert.Equal(body, (await Store.Ledger.ReadBodyAsync(record.Key, default))!.Value.ToArray());
    }

    [Fact]
    public async Task A_body_that_no_event_keeps_goes_with_its_message()
    {
        await Store.Queue.EnqueueAsync("envelope", "repeated");
        await Store.Source.DeleteAsync((await Store.Source.TakeAsync(1, default)).Single(), default);

        Assert.Equal(0, Store.BodyCount);
    }

    [Fact]
    public async Task A_body_is_kept_though_the_process_died_between_the_claim_and_the_end_of_its_message()
    {
        await Store.Queue.EnqueueAsync("envelope", "body");
        await Store.Queue.EnqueueAsync("envelope", "repeated");
        var record = Samples.Record(1, Now);
        var first = (await Store.Source.TakeAsync(1, default)).Single();
        await Store.Ledger.ApplyAsync(record.Key, _ =>
            new LedgerDecision<bool>(true, record, "body"u8.ToArray(), first.Key), LedgerSnapshot.Absent, default);

        await Store.ReopenAsync();
        foreach (var message in await Store.Source.TakeAsync(10, default))
        {
            await Store.Source.DeleteAsync(message, default);
        }

        Assert.Equal(1, Store.BodyCount);
        Assert.Equal("body"u8.ToArray(), (await Store.Ledger.ReadBodyAsync(record.Key, default))!.Value.ToArray());
    }

    [Fact]
    public async Task A_message_ends_in_the_same_write_as_its_event()
    {
        await Store.Queue.EnqueueAsync("envelope", "body");
        var message = (await Store.Source.TakeAsync(1, default)).Single();
        var record = Samples.Record(1, Now);
        await Store.Ledger.ApplyAsync(record.Key, _ =>
            new LedgerDecision<bool>(true, record, "body"u8.ToArray(), message.Key), LedgerSnapshot.Absent, default);

        var applied = await Store.Ledger.ApplyAsync(
            record.Key,
            current => new LedgerDecision<bool>(true, current! with { Status = EventStatus.Completed }) { Ends = message },
            null,
            default);

        Assert.True(applied.IsMessageEnded);
        Assert.Equal(0, await Store.Queue.CountAsync(default));
        await Store.ReopenAsync();
        Assert.Equal(0, await Store.Queue.CountAsync(default));
        Assert.Equal("body"u8.ToArray(), (await Store.Ledger.ReadBodyAsync(record.Key, default))!.Value.ToArray());
    }

    [Fact]
    public async Task A_message_stays_where_the_write_of_its_event_is_refused()
    {
        await Store.Queue.EnqueueAsync("envelope", "body");
        var message = (await Store.Source.TakeAsync(1, default)).Single();

        var applied = await Store.Ledger.ApplyAsync(
            Samples.Record(1, Now).Key, _ => new LedgerDecision<bool>(false) { Ends = message }, LedgerSnapshot.Absent, default);

        Assert.False(applied.IsMessageEnded);
        Assert.Equal(1, await Store.Queue.CountAsync(default));
    }

    [Fact]
    public async Task Two_events_of_one_message_have_a_body_each()
    {
        await Store.Queue.EnqueueAsync("envelope", "body");
        var message = (await Store.Source.TakeAsync(1, default)).Single();
        var records = new[] { Samples.Record(1, Now), Samples.Record(2, Now) };
        foreach (var record in records)
        {
            await Store.Ledger.ApplyAsync(record.Key, _ =>
                new LedgerDecision<bool>(true, record, "body"u8.ToArray(), message.Key), LedgerSnapshot.Absent, default);
        }

        await Store.Ledger.PutAsync(records[0].ToErased(Now));

        Assert.Null(await Store.Ledger.ReadBodyAsync(records[0].Key, default));
        Assert.NotNull(await Store.Ledger.ReadBodyAsync(records[1].Key, default));
    }
}
