using PayHooks.Processing.Protocol;
using PayHooks.Storage;

namespace PayHooks.Tests.Processing;

/// <summary>The cells of a guard, which continues the run that it was written for and nothing else.</summary>
public abstract partial class ClaimTableContract
{
    [Fact]
    public async Task An_absent_record_stays_absent_for_a_guard()
    {
        var (answer, record) = await AskAsync(Guard(1));

        Assert.Equal(ClaimOutcome.Dropped, answer.Outcome);
        Assert.Null(record);
    }

    [Theory]
    [InlineData(1, ClaimOutcome.Requeue)]
    [InlineData(0, ClaimOutcome.Dropped)]
    internal async Task While_the_lease_lives_only_the_guard_of_the_current_generation_waits(int generation, ClaimOutcome expected)
    {
        var claimed = await ClaimAsync();

        var (answer, record) = await AskAsync(Guard(generation));

        Assert.Equal(expected, answer.Outcome);
        Assert.Equal(expected == ClaimOutcome.Requeue ? claimed.LeaseUntil + ClaimTable.ClockMargin : default, answer.Until);
        Assert.Equal(1, record!.Generation);
    }

    [Theory]
    [InlineData(1, ClaimOutcome.Claimed, 2, 1)]
    [InlineData(0, ClaimOutcome.Dropped, 1, 0)]
    internal async Task When_the_lease_is_over_only_the_guard_of_the_current_generation_takes_over(
        int generation, ClaimOutcome expected, int after, int crashes)
    {
        await ClaimAsync();
        EndLease();

        var (answer, record) = await AskAsync(Guard(generation));

        Assert.Equal(expected, answer.Outcome);
        Assert.Equal((after, crashes), (record!.Generation, record.Crashes));
    }

    // Its message is the only one left when the original has been deleted as a duplicate.
    [Fact]
    public async Task A_guard_that_took_over_takes_over_again_after_its_own_process_was_killed()
    {
        await ClaimAsync();
        EndLease();
        await AskAsync(Guard(1));

        Assert.Equal(ClaimOutcome.Duplicate, (await AskAsync(Delivery(Holder))).Answer.Outcome);
        Assert.Equal(ClaimOutcome.Requeue, (await AskAsync(Guard(1))).Answer.Outcome);
        EndLease();
        var (answer, record) = await AskAsync(Guard(1));

        Assert.Equal(ClaimOutcome.Claimed, answer.Outcome);
        Assert.Equal((3, 1), (record!.Generation, record.Deliveries));
    }

    [Fact]
    public async Task A_released_claim_is_claimed_by_its_guard_without_counting_a_crash()
    {
        using var claim = await HoldAsync();
        await claim.ReleaseAsync(default);

        var (answer, record) = await AskAsync(Guard(1));

        Assert.Equal(ClaimOutcome.Claimed, answer.Outcome);
        Assert.Equal((2, 0), (record!.Generation, record.Crashes));
    }

    [Fact]
    public async Task A_retrying_event_drops_the_guard_of_its_last_attempt()
    {
        await RetryingAsync();

        Assert.Equal(ClaimOutcome.Dropped, (await AskAsync(Guard(1))).Answer.Outcome);
    }

    [Theory]
    [InlineData(EventStatus.Completed)]
    [InlineData(EventStatus.Dead)]
    internal async Task A_finished_event_drops_its_guard(EventStatus status)
    {
        await FinishedAsync(status);

        Assert.Equal(ClaimOutcome.Dropped, (await AskAsync(Guard(1))).Answer.Outcome);
    }

    private RetryMessage Guard(int generation) =>
        new() { Source = "test", DueAt = Store.Time.GetUtcNow(), EventId = Id, Generation = generation, IsGuard = true };
}
