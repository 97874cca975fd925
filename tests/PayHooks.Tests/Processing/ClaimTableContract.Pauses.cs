using PayHooks.Processing.Protocol;
using PayHooks.Storage;

namespace PayHooks.Tests.Processing;

/// <summary>The cells of a paused event: its holder's message has not ended if it returns, and a retry of its generation resumes it.</summary>
public abstract partial class ClaimTableContract
{
    [Fact]
    public async Task A_paused_event_uses_up_no_attempt_and_says_what_holds_it_back()
    {
        var record = await PausedAsync();

        Assert.Equal((EventStatus.Paused, 0, 0, 1), (record.Status, record.Attempts, record.Crashes, record.Generation));
        Assert.Equal(["source:test"], record.PausedBy!);
    }

    [Fact]
    public async Task A_paused_event_is_claimed_again_by_its_holders_own_message()
    {
        await PausedAsync();

        var (answer, record) = await AskAsync(Delivery(Holder));

        Assert.Equal(ClaimOutcome.Claimed, answer.Outcome);
        Assert.Equal((EventStatus.Processing, 2, 0), (record!.Status, record.Generation, record.Crashes));
        Assert.Null(record.PausedBy);
    }

    [Fact]
    public async Task A_paused_event_counts_a_delivery()
    {
        await PausedAsync();

        var (answer, record) = await AskAsync(Delivery("dlv_two"));

        Assert.Equal(ClaimOutcome.Duplicate, answer.Outcome);
        Assert.Equal((EventStatus.Paused, 2), (record!.Status, record.Deliveries));
    }

    [Theory]
    [InlineData(1, ClaimOutcome.Claimed, 2)]
    [InlineData(0, ClaimOutcome.Dropped, 1)]
    internal async Task A_paused_event_is_resumed_only_by_the_retry_of_its_generation(int generation, ClaimOutcome expected, int after)
    {
        await PausedAsync();

        var (answer, record) = await AskAsync(Retry(generation));

        Assert.Equal(expected, answer.Outcome);
        Assert.Equal(after, record!.Generation);
    }

    [Fact]
    public async Task Of_two_messages_that_resume_an_event_the_second_does_nothing()
    {
        await PausedAsync();
        var (_, claimed) = await AskAsync(Retry(1));
        using var claim = new FencedLease(Store.Ledger, new LedgerSnapshot(claimed));
        await claim.CompleteAsync(Store.Time.GetUtcNow(), EventOutcome.Handled, [], [], null, default);

        var (answer, record) = await AskAsync(Retry(1));

        Assert.Equal(ClaimOutcome.Dropped, answer.Outcome);
        Assert.Equal((EventStatus.Completed, 2), (record!.Status, record.Generation));
    }

    [Fact]
    public async Task A_retry_that_found_the_event_paused_again_claims_it_again_when_it_returns()
    {
        await PausedAsync();
        await PauseAsync((await AskAsync(Retry(1))).Record!);

        var (answer, record) = await AskAsync(Retry(1));

        Assert.Equal(ClaimOutcome.Claimed, answer.Outcome);
        Assert.Equal(3, record!.Generation);
    }

    [Fact]
    public async Task The_guard_of_a_run_that_ended_in_a_pause_is_dropped_unless_it_holds_the_event()
    {
        await PausedAsync();
        Assert.Equal(ClaimOutcome.Dropped, (await AskAsync(Guard(1))).Answer.Outcome);

        await AskAsync(Delivery(Holder));
        EndLease();
        await PauseAsync((await AskAsync(Guard(2))).Record!);

        Assert.Equal(ClaimOutcome.Claimed, (await AskAsync(Guard(2))).Answer.Outcome);
    }

    [Fact]
    public async Task A_replay_of_a_paused_event_starts_a_run_and_claims_again_when_it_returns()
    {
        await PausedAsync();
        await PauseAsync((await AskAsync(Replay("r1"))).Record!);

        var (answer, record) = await AskAsync(Replay("r1"));

        Assert.Equal(ClaimOutcome.Claimed, answer.Outcome);
        Assert.Single(record!.Replays);
        Assert.Equal(ClaimOutcome.Requeue, (await AskAsync(Replay("r2"))).Answer.Outcome);
    }

    [Fact]
    public async Task A_pause_that_is_repeated_after_a_lost_answer_is_applied_once()
    {
        using var claim = await HoldAsync();

        Assert.True(await claim.PauseAsync(["source:test"], default));
        Assert.True(await claim.PauseAsync(["source:test"], default));
        Assert.False(await claim.CompleteAsync(Store.Time.GetUtcNow(), EventOutcome.Handled, [], [], null, default));
    }

    private async Task<EventRecord> PausedAsync()
    {
        await PauseAsync(await ClaimAsync());
        return (await Store.Ledger.FindAsync(Id, default))!;
    }

    private async Task PauseAsync(EventRecord claimed)
    {
        using var claim = new FencedLease(Store.Ledger, new LedgerSnapshot(claimed));
        Assert.True(await claim.PauseAsync(["source:test"], default));
    }
}
