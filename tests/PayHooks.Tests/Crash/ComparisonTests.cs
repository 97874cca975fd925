using PayHooks.Faults.Load;
using PayHooks.Faults.Proof;
using PayHooks.Faults.Target;

namespace PayHooks.Tests.Crash;

/// <summary>The crash test's check bites: each way to break the promise has its figure.</summary>
public sealed class ComparisonTests
{
    private static readonly long Second = TimeProvider.System.TimestampFrequency;

    [Fact]
    public void Lists_that_agree_are_a_proof()
    {
        var figures = Compare(
            [new("a", 2), new("b", 1)], [Completed("a", 2), Completed("b", 3)], [new("b", 1, 5), new("a", 2, 7)], killedAt: [6]);

        Assert.True(figures.IsProof);
        Assert.Equal((3, 2, 2, 1), (figures.Acked, figures.AckedEvents, figures.Handled, figures.Kills));
    }

    [Fact]
    public void An_acknowledged_event_that_the_ledger_does_not_know_is_lost_with_all_its_deliveries()
    {
        var figures = Compare([new("a", 1), new("gone", 3)], [Completed("a")], [new("a", 1, 0)]);

        Assert.Equal((3, false), (figures.Lost, figures.IsProof));
    }

    [Fact]
    public void An_acknowledged_delivery_that_was_not_counted_is_lost()
    {
        var figures = Compare([new("a", 3)], [Completed("a", deliveries: 2)], [new("a", 1, 0)]);

        Assert.Equal((1, false), (figures.Lost, figures.IsProof));
    }

    [Fact]
    public void A_completed_event_without_effect_is_lost()
    {
        var figures = Compare([new("a", 1)], [Completed("a")], []);

        Assert.Equal((1, 0, false), (figures.Lost, figures.Handled, figures.IsProof));
    }

    [Fact]
    public void An_event_that_is_not_completed_is_stuck_and_so_is_a_message_that_waits()
    {
        Assert.Equal((1, 0, false), Stuck(Compare([new("a", 1)], [new("a", false, 1, 0)], [])));
        Assert.Equal((2, 0, false), Stuck(Compare([new("a", 1)], [Completed("a")], [new("a", 1, 0)], messagesLeft: 2)));

        static (long, long, bool) Stuck(Figures figures) => (figures.Stuck, figures.Lost, figures.IsProof);
    }

    [Fact]
    public void An_event_that_nobody_sent_is_invented()
    {
        Assert.Equal((1, false), Invented(Compare([new("a", 1)], [Completed("a"), Completed("x")], [new("a", 1, 0)])));
        Assert.Equal((1, false), Invented(Compare([new("a", 1)], [Completed("a")], [new("a", 1, 0), new("x", 1, 0)])));

        static (long, bool) Invented(Figures figures) => (figures.Invented, figures.IsProof);
    }

    [Fact]
    public void A_damaged_store_is_no_proof() =>
        Assert.False(new Comparison([], new LedgerView([], 0, "row 1 missing from index"), [], []).Run().IsProof);

    [Fact]
    public void An_effect_repeated_by_the_next_run_after_a_kill_that_left_a_claim_behind_is_excused()
    {
        var figures = Compare(
            [new("a", 1)], [Completed("a", crashes: 2)], [new("a", 1, 10), new("a", 2, 20), new("a", 4, 40)], killedAt: [11, 21, 31]);

        Assert.Equal((2, 0, true), (figures.RerunAtKill, figures.DoubledWithoutKill, figures.IsProof));
    }

    [Fact]
    public void An_effect_repeated_within_one_run_is_never_excused()
    {
        var figures = Compare([new("a", 1)], [Completed("a", crashes: 1)], [new("a", 2, 10), new("a", 2, 11)], killedAt: [5, 12]);

        Assert.Equal((0, 1, false), (figures.RerunAtKill, figures.DoubledWithoutKill, figures.IsProof));
    }

    [Fact]
    public void An_effect_repeated_although_no_claim_vanished_is_not_excused()
    {
        var figures = Compare([new("a", 1)], [Completed("a", crashes: 0)], [new("a", 1, 10), new("a", 2, 12)], killedAt: [11]);

        Assert.Equal((0, 1), (figures.RerunAtKill, figures.DoubledWithoutKill));
    }

    [Fact]
    public void One_vanished_claim_excuses_one_repetition()
    {
        var figures = Compare(
            [new("a", 1)], [Completed("a", crashes: 1)], [new("a", 1, 10), new("a", 2, 12), new("a", 3, 14)], killedAt: [11, 13]);

        Assert.Equal((1, 1), (figures.RerunAtKill, figures.DoubledWithoutKill));
    }

    [Fact]
    public void An_effect_whose_handler_had_ended_long_before_the_kill_is_not_excused()
    {
        var figures = Compare(
            [new("a", 1)], [Completed("a", crashes: 1)], [new("a", 1, 0), new("a", 2, 60 * Second)], killedAt: [30 * Second]);

        Assert.Equal((0, 1), (figures.RerunAtKill, figures.DoubledWithoutKill));
    }

    private static LedgerEntry Completed(string id, int deliveries = 1, int crashes = 0) => new(id, true, deliveries, crashes);

    private static Figures Compare(
        AckedEvent[] acked, LedgerEntry[] ledger, ObservedRun[] effects, long[]? killedAt = null, long messagesLeft = 0) =>
        new Comparison(acked, new LedgerView(ledger, messagesLeft, null), effects, killedAt ?? []).Run();
}
