using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

public sealed class SqliteRecoveryTests : IAsyncDisposable
{
    private readonly SqliteStoreUnderTest store = new();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task What_a_dead_owner_had_taken_is_visible_at_once_and_remembers_how_often_it_was_taken()
    {
        await store.Queue.EnqueueAsync("first");
        store.Time.Advance(TimeSpan.FromSeconds(1));
        await store.Queue.EnqueueAsync("second");
        await store.Queue.EnqueueAsync("later", TimeSpan.FromHours(1));
        Assert.Equal(2, (await store.Source.TakeAsync(10, default)).Count);

        await store.ReopenAsync();

        var taken = await store.Source.TakeAsync(10, default);
        Assert.Equal([("first", 2), ("second", 2)], taken.Select(message => (message.AsText(), message.DequeueCount)));
        store.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(("later", 1), (await store.Source.TakeAsync(10, default)).Select(message => (message.AsText(), message.DequeueCount)).Single());
    }

    [Fact]
    public async Task What_a_dead_owner_had_taken_is_visible_even_if_the_clock_went_back()
    {
        await store.Queue.EnqueueAsync("one");
        await store.Source.TakeAsync(10, default);

        store.Time.SetBack(TimeSpan.FromDays(1));
        await store.ReopenAsync();

        Assert.Single(await store.Source.TakeAsync(10, default));
    }

    [Fact]
    public async Task Leases_of_a_dead_owner_end_and_nothing_else_changes()
    {
        var lease = store.Time.GetUtcNow().AddMinutes(2);
        var records = new List<EventRecord>();
        foreach (var status in Enum.GetValues<EventStatus>())
        {
            records.Add(await store.Ledger.PutAsync(
                Samples.Record((int)status, store.Time.GetUtcNow(), status: status) with { LeaseUntil = lease, Owner = "owner", Generation = 3 }, "body"u8.ToArray()));
        }

        await store.ReopenAsync();

        foreach (var record in records)
        {
            var expected = record.Status == EventStatus.Processing ? record with { LeaseUntil = DateTimeOffset.MinValue } : record;
            Assert.Equivalent(expected, await store.Ledger.FindAsync(record.Id, default), strict: true);
        }

        Assert.Equal(records[0].Id, (await store.Ledger.ListAsync(new EventQuery { Status = EventStatus.Processing }, default)).Events.Single().Id);
    }

    [Fact]
    public async Task A_late_delete_from_before_does_not_hit_a_message_of_the_next_owner()
    {
        await store.Queue.EnqueueAsync("one");
        var message = (await store.Source.TakeAsync(1, default)).Single();
        await store.ReopenAsync();
        await store.Source.TakeAsync(1, default);

        await store.Source.DeleteAsync(message, default);

        Assert.Equal(1, await store.Queue.CountAsync(default));
    }
}
