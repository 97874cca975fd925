using PayHooks.Faults.Killing;
using PayHooks.Faults.Load;

namespace PayHooks.Tests.Crash;

/// <summary>A seed makes the same load and the same kills again.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public void Kills_of_one_seed_are_the_same_and_of_another_different()
    {
        Assert.Equal(KillSchedule.Draw(50, 7), KillSchedule.Draw(50, 7));
        Assert.NotEqual(KillSchedule.Draw(50, 7), KillSchedule.Draw(50, 8));
    }

    [Fact]
    public void Kills_are_spread_over_the_run_and_some_follow_a_start()
    {
        var kills = KillSchedule.Draw(200, 7);

        var spread = kills.Where(kill => kill.Progress is not null).Select(kill => kill.Progress!.Value).ToArray();
        Assert.Equal(200, kills.Length);
        Assert.InRange(spread.Length, 120, 180);
        Assert.Equal(spread.Order(), spread);
        Assert.All(spread.Index(), one =>
            Assert.InRange(one.Item, one.Index / (double)spread.Length, (one.Index + 1) / (double)spread.Length));
        Assert.All(kills, kill => Assert.InRange(kill.After, TimeSpan.Zero, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void No_event_can_be_hit_so_often_in_a_row_that_it_becomes_a_dead_letter()
    {
        var kills = KillSchedule.Draw(10_000, 7);

        Assert.NotNull(kills[0].Progress);
        Assert.DoesNotContain(Enumerable.Range(2, kills.Length - 2), i => kills[(i - 2)..(i + 1)].All(kill => kill.Progress is null));
    }

    [Fact]
    public void Every_event_is_sent_and_one_in_five_again()
    {
        var posts = LoadSchedule.Draw(10_000, 7);

        Assert.Equal(posts, LoadSchedule.Draw(10_000, 7));
        Assert.Equal(Enumerable.Range(0, 10_000), posts.Select(post => post.Event).Distinct().Order());
        Assert.InRange(posts.Length - 10_000, 1_800, 2_200);
        Assert.InRange(posts.Count(post => post.Copies > 1), 400, 600);
    }

    [Fact]
    public void An_event_made_again_is_the_same_byte_for_byte_and_all_providers_send()
    {
        var (made, again) = (new GenuineDeliveries(7), new GenuineDeliveries(7));
        var events = Enumerable.Range(0, 200).Select(made.Make).ToArray();

        Assert.All(events.Index(), one => Assert.Equal(one.Item.Signed.Body.ToArray(), again.Make(one.Index).Signed.Body.ToArray()));
        Assert.Equal(events.Length, events.Select(one => one.EventId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(
            GenuineDeliveries.Providers.Select(provider => provider.Replace('-', '_')).Order(StringComparer.Ordinal),
            events.Select(one => one.Source).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }
}
