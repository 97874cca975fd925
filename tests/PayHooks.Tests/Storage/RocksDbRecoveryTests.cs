using System.Security.Cryptography;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

public sealed class RocksDbRecoveryTests : RocksDbStoreTest
{
    [Fact]
    public async Task What_a_dead_owner_had_taken_is_visible_at_once_in_its_order()
    {
        await Store.Queue.EnqueueAsync("first");
        await Store.Queue.EnqueueAsync("second");
        await Store.Queue.EnqueueAsync("later", TimeSpan.FromHours(2));
        await Store.Queue.EnqueueAsync("sooner", TimeSpan.FromHours(1));
        Assert.Equal(2, (await Store.Source.TakeAsync(10, default)).Count);

        await Store.ReopenAsync();

        Assert.Equal(["first", "second"], await TakeAsync());
        Store.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(["sooner", "later"], await TakeAsync());
    }

    [Fact]
    public async Task What_a_dead_owner_had_taken_is_visible_even_if_the_clock_went_back()
    {
        await Store.Queue.EnqueueAsync("one");
        await Store.Source.TakeAsync(10, default);

        Store.Time.SetBack(TimeSpan.FromDays(1));
        await Store.ReopenAsync();

        Assert.Equal(["one"], await TakeAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task A_stop_leaves_a_short_log_for_the_next_start(int megabytes)
    {
        for (var i = 0; i < megabytes; i++)
        {
            await Store.Queue.EnqueueAsync(Convert.ToHexString(RandomNumberGenerator.GetBytes(512 * 1024)));
        }

        var left = 0L;
        await Store.ReopenAsync(() => left = Directory.GetFiles(Store.Folder, "*.log").Sum(file => new FileInfo(file).Length));

        Assert.InRange(left, 0, 4 * 1024 * 1024);
        Assert.Equal(megabytes, await Store.Queue.CountAsync(default));
    }

    [Fact]
    public async Task How_often_a_message_was_returned_is_remembered_and_a_taking_without_an_end_does_not_count()
    {
        await Store.Queue.EnqueueAsync("one");
        await Store.Source.ReturnAsync((await Store.Source.TakeAsync(1, default)).Single(), TimeSpan.Zero, default);
        Assert.Equal(2, (await Store.Source.TakeAsync(1, default)).Single().DequeueCount);

        await Store.ReopenAsync();

        Assert.Equal(2, (await Store.Source.TakeAsync(1, default)).Single().DequeueCount);
    }

    [Fact]
    public async Task Leases_of_a_dead_owner_end_and_nothing_else_changes()
    {
        var lease = Now.AddMinutes(2);
        var records = new List<EventRecord>();
        foreach (var status in Enum.GetValues<EventStatus>())
        {
            records.Add(await Store.Ledger.PutAsync(
                Samples.Record((int)status, Now, status: status) with { LeaseUntil = lease, Owner = "owner", Generation = 3 },
                    "body"u8.ToArray()));
        }

        await Store.ReopenAsync();

        foreach (var record in records)
        {
            var expected = record.Status == EventStatus.Processing ? record with { LeaseUntil = DateTimeOffset.MinValue, Owner = null }
                : record;
            Assert.Equivalent(expected, await Store.Ledger.FindAsync(record.Id, default), strict: true);
            Assert.True((await Store.Ledger.ReadBodyAsync(record.Key, default))!.Value.Span.SequenceEqual("body"u8));
        }
    }

    [Fact]
    public async Task A_crash_counts_against_events_whose_handlers_had_begun_and_not_against_those_that_were_only_claimed()
    {
        var begun = await PutClaimedAsync(1);
        var ended = await PutClaimedAsync(2);
        var claimed = await PutClaimedAsync(3);
        Store.Store.Runs.Begin(ended.Id).Dispose();
        var running = Store.Store.Runs.Begin(begun.Id);

        await Store.ReopenAsync();

        Assert.Equal("owner", (await Store.Ledger.FindAsync(begun.Id, default))!.Owner);
        Assert.Null((await Store.Ledger.FindAsync(ended.Id, default))!.Owner);
        Assert.Null((await Store.Ledger.FindAsync(claimed.Id, default))!.Owner);
        running.Dispose();
    }

    [Fact]
    public async Task A_crash_still_counts_if_the_next_process_is_killed_before_it_takes_the_event_over()
    {
        var begun = await PutClaimedAsync(1);
        using var running = Store.Store.Runs.Begin(begun.Id);

        await Store.ReopenAsync();
        await Store.ReopenAsync();

        Assert.Equal("owner", (await Store.Ledger.FindAsync(begun.Id, default))!.Owner);
    }

    [Fact]
    public async Task Counts_are_the_same_after_a_restart()
    {
        foreach (var (status, i) in Enum.GetValues<EventStatus>().Concat([EventStatus.Dead, EventStatus.Dead, EventStatus.Retrying])
            .Select((status, i) => (status, i)))
        {
            await Store.Ledger.PutAsync(Samples.Record(i, Now, status: status));
        }

        await Store.Queue.EnqueueAsync("one");
        await Store.Queue.EnqueueAsync("two");
        await Store.Source.DeleteAsync((await Store.Source.TakeAsync(1, default)).Single(), default);

        await Store.ReopenAsync();

        Assert.Equal((3, 2, 1),
            (await Store.Ledger.CountDeadAsync(default), await Store.Ledger.CountRetryingAsync(default),
            await Store.Queue.CountAsync(default)));
    }

    [Fact]
    public async Task No_number_is_given_out_twice_not_even_after_a_restart()
    {
        await Store.Queue.EnqueueAsync("one");
        var old = (await Store.Source.TakeAsync(1, default)).Single();
        await Store.Source.DeleteAsync(old, default);

        await Store.ReopenAsync();
        await Store.Queue.EnqueueAsync("two");
        var next = (await Store.Source.TakeAsync(1, default)).Single();
        await Store.Source.DeleteAsync(old, default);

        Assert.True(next.Key > old.Key);
        Assert.Equal(1, await Store.Queue.CountAsync(default));
    }

    private Task<EventRecord> PutClaimedAsync(int number) => Store.Ledger.PutAsync(
        Samples.Record(number, Now, status: EventStatus.Processing) with { Owner = "owner", LeaseUntil = Now.AddMinutes(2) });

    private async Task<IEnumerable<string>> TakeAsync() => (await Store.Source.TakeAsync(10, default)).Select(message => message.AsText());
}
