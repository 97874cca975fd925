using PayHooks.Sqlite;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

public sealed class SqliteRecoveryTests : SqliteStoreTest
{
    [Fact]
    public async Task What_a_dead_owner_had_taken_is_visible_at_once_and_remembers_how_often_it_was_taken()
    {
        await Store.Queue.EnqueueAsync("first");
        Store.Time.Advance(TimeSpan.FromSeconds(1));
        await Store.Queue.EnqueueAsync("second");
        await Store.Queue.EnqueueAsync("later", TimeSpan.FromHours(1));
        Assert.Equal(2, (await Store.Source.TakeAsync(10, default)).Count);

        await Store.ReopenAsync();

        var taken = await Store.Source.TakeAsync(10, default);
        Assert.Equal([("first", 2), ("second", 2)], taken.Select(message => (message.AsText(), message.DequeueCount)));
        Store.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(("later", 1), (await Store.Source.TakeAsync(10, default)).Select(message => (message.AsText(), message.DequeueCount)).Single());
    }

    [Fact]
    public async Task What_a_dead_owner_had_taken_is_visible_even_if_the_clock_went_back()
    {
        await Store.Queue.EnqueueAsync("one");
        await Store.Source.TakeAsync(10, default);

        Store.Time.SetBack(TimeSpan.FromDays(1));
        await Store.ReopenAsync();

        Assert.Single(await Store.Source.TakeAsync(10, default));
    }

    [Fact]
    public async Task Leases_of_a_dead_owner_end_and_nothing_else_changes()
    {
        var lease = Now.AddMinutes(2);
        var records = new List<EventRecord>();
        foreach (var status in Enum.GetValues<EventStatus>())
        {
            records.Add(await Store.Ledger.PutAsync(
                Samples.Record((int)status, Now, status: status) with { LeaseUntil = lease, Owner = "owner", Generation = 3 }, "body"u8.ToArray()));
        }

        await Store.ReopenAsync();

        foreach (var record in records)
        {
            var expected = record.Status == EventStatus.Processing ? record with { LeaseUntil = DateTimeOffset.MinValue } : record;
            Assert.Equivalent(expected, await Store.Ledger.FindAsync(record.Id, default), strict: true);
        }

        Assert.Equal(records[0].Id, (await Store.Ledger.ListAsync(new EventQuery { Status = EventStatus.Processing }, default)).Events.Single().Id);
    }

    [Fact]
    public async Task What_a_dead_owner_left_in_the_log_is_copied_into_the_file_before_the_log_is_written_on()
    {
        using var left = await SqliteLeftovers.OfAsync(5);
        Assert.True(new FileInfo(left.Log).Length > 0);

        await using var store = SqliteStore.Open(left.File, Store.Time);

        Assert.Equal(0, new FileInfo(left.Log).Length);
        Assert.Equal(5, await new SqliteEventQueue(store).CountAsync(default));
    }

    [Fact]
    public async Task A_late_delete_from_before_does_not_hit_a_message_of_the_next_owner()
    {
        await Store.Queue.EnqueueAsync("one");
        var message = (await Store.Source.TakeAsync(1, default)).Single();
        await Store.ReopenAsync();
        await Store.Source.TakeAsync(1, default);

        await Store.Source.DeleteAsync(message, default);

        Assert.Equal(1, await Store.Queue.CountAsync(default));
    }
}
