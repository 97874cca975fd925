using PayHooks.ChangeFeed;
using PayHooks.Storage;
using PayHooks.Storage.InMemory;

namespace PayHooks.Tests.Storage;

public sealed class EventChangeFeedTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly EventChangeFeed changes = new();

    [Fact]
    public async Task A_follower_gets_the_last_state_of_each_event_in_the_order_of_the_changes()
    {
        using var follower = changes.Follow()!;
        var (first, second) = (Samples.Record(1, Now), Samples.Record(2, Now));
        changes.Publish(first);
        changes.Publish(second);
        changes.Publish(first with { Attempts = 2 });

        Assert.True(await follower.WaitAsync(TimeSpan.Zero, default));
        var (changed, missed) = follower.Take();

        Assert.Equal([(second.Id, 0), (first.Id, 2)], changed.Select(one => (one.Id, one.Attempts)));
        Assert.Equal(0, missed);
        Assert.False(await follower.WaitAsync(TimeSpan.Zero, default));
        Assert.Empty(follower.Take().Changed);
    }

    [Fact]
    public void A_follower_that_sleeps_costs_a_fixed_amount()
    {
        using var follower = changes.Follow()!;
        for (var i = 0; i < 10_000; i++)
        {
            changes.Publish(Samples.Record(i, Now));
        }

        var (changed, missed) = follower.Take();

        Assert.Equal(EventSubscription.MostEvents, changed.Count);
        Assert.Equal(10_000 - EventSubscription.MostEvents, missed);
    }

    [Fact]
    public void Only_so_many_may_follow_and_who_has_ended_makes_room()
    {
        var followers = Enumerable.Range(0, EventChangeFeed.MostFollowers).Select(_ => changes.Follow()!).ToList();
        Assert.Null(changes.Follow());

        followers[0].Dispose();
        Assert.NotNull(changes.Follow());
        changes.Publish(Samples.Record(1, Now));
        followers.ForEach(one => one.Dispose());
    }

    [Fact]
    public async Task A_watched_ledger_tells_what_a_list_would_show_otherwise_than_before()
    {
        var ledger = new NotifyingLedger(new InMemoryEventLedger(), changes);
        await ledger.PutAsync(Samples.Record(0, Now));
        using var follower = changes.Follow()!;
        var record = await ledger.PutAsync(Samples.Record(1, Now) with { Status = EventStatus.Processing });
        Assert.Equal(record.Id, Assert.Single(follower.Take().Changed).Id);

        // A renewed lease is nobody's news, nor is a change that writes nothing.
        await ledger.PutAsync(record with { LeaseUntil = Now.AddMinutes(2) });
        await ledger.ApplyAsync(record.Key, _ => new LedgerDecision<bool>(true), null, default);
        Assert.Empty(follower.Take().Changed);

        foreach (var news in new[] { record with { Deliveries = 2 }, record with { Status = EventStatus.Completed }, record.ToErased(Now) })
        {
            await ledger.PutAsync(news);
            Assert.Same(news, Assert.Single(follower.Take().Changed));
        }
    }
}
