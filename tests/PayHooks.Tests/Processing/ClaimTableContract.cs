using PayHooks.Processing.Protocol;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Verification;

namespace PayHooks.Tests.Processing;

/// <summary>Every cell of the claim table, on a real ledger.</summary>
public abstract partial class ClaimTableContract : IAsyncLifetime
{
    private const string Holder = "dlv_holder";
    private static readonly TimeSpan Lease = LeaseTimes.Default.Length;
    private int owners;

    private protected abstract Task<StoreUnderTest> CreateStoreAsync();

    private StoreUnderTest Store { get; set; } = null!;

    public async Task InitializeAsync() => Store = await CreateStoreAsync();

    public async Task DisposeAsync() => await Store.DisposeAsync();

    [Fact]
    public async Task An_absent_record_is_inserted_and_claimed_by_a_delivery()
    {
        var (answer, record) = await AskAsync(Delivery(Holder));

        Assert.Equal(ClaimOutcome.Claimed, answer.Outcome);
        Assert.Equal((EventStatus.Processing, 1, 1, Holder), (record!.Status, record.Generation, record.Deliveries, record.Holder));
        Assert.Equal(Store.Time.GetUtcNow() + Lease, record.LeaseUntil);
    }

    [Fact]
    public async Task An_absent_record_stays_absent_for_a_retry()
    {
        var (answer, record) = await AskAsync(Retry(1));

        Assert.Equal(ClaimOutcome.Dropped, answer.Outcome);
        Assert.Null(record);
    }

    [Fact]
    public async Task An_absent_record_stays_absent_for_a_replay()
    {
        var (answer, record) = await AskAsync(Replay("r1"));

        Assert.Equal(ClaimOutcome.Dropped, answer.Outcome);
        Assert.Null(record);
    }

    [Fact]
    public async Task While_the_lease_lives_the_holders_own_message_is_put_back_until_it_ends()
    {
        var claimed = await ClaimAsync();
        Store.Time.Advance(Lease);

        var (answer, record) = await AskAsync(Delivery(Holder));

        Assert.Equal(ClaimOutcome.Requeue, answer.Outcome);
        Assert.Equal(claimed.LeaseUntil + ClaimTable.ClockMargin, answer.Until);
        Assert.Equal(1, record!.Deliveries);
    }

    [Fact]
    public async Task While_the_lease_lives_a_delivery_is_counted_once_and_ends()
    {
        await ClaimAsync();

        var (first, _) = await AskAsync(Delivery("dlv_two"));
        var (again, record) = await AskAsync(Delivery("dlv_two"));

        Assert.Equal((ClaimOutcome.Duplicate, ClaimOutcome.Duplicate), (first.Outcome, again.Outcome));
        Assert.Equal((2, 0, 1), (record!.Deliveries, record.Conflicts, record.Generation));
    }

    [Fact]
    public async Task A_delivery_with_another_body_is_counted_as_a_conflict()
    {
        await ClaimAsync();

        var (same, _) = await AskAsync(Delivery("dlv_one"));
        var (answer, record) = await AskAsync(Delivery("dlv_two"), bodyHash: "other");
        var (again, _) = await AskAsync(Delivery("dlv_two"), bodyHash: "other");

        Assert.Equal((false, true, false), (same.IsConflict, answer.IsConflict, again.IsConflict));
        Assert.Equal((3, 1), (record!.Deliveries, record.Conflicts));
        Assert.Equal([false, false, true], record.DeliveryLog.Select(entry => entry.Conflict));
    }

    [Theory]
    [InlineData("10", "resource", 1, false)]
    [InlineData("11", "resource", 0, true)]
    [InlineData("10", "another", 0, true)]
    public async Task Another_body_that_reports_the_same_facts_is_a_repeat(string amount, string resource, int hours, bool conflict)
    {
        var first = Request(Delivery(Holder), facts: Facts("10", "resource", 0));
        await ApplyAsync(first);

        var (answer, record) = await ApplyAsync(Request(Delivery("dlv_two"), "other", Facts(amount, resource, hours)));

        Assert.Equal((conflict, conflict ? 1 : 0), (answer.IsConflict, record!.Conflicts));
    }

    private EventFacts Facts(string amount, string resource, int hours) => new()
    {
        Type = EventTypes.PaymentSucceeded,
        Resource = new Resource(resource, null),
        Amount = Amount.Read(amount, "EUR", AmountUnit.Major),
        OccurredAt = Store.Time.GetUtcNow().AddHours(hours),
    };

    [Theory]
    [InlineData(1, ClaimOutcome.Requeue)]
    [InlineData(0, ClaimOutcome.Dropped)]
    internal async Task While_the_lease_lives_only_the_retry_of_the_current_generation_waits(int generation, ClaimOutcome expected)
    {
        await ClaimAsync();

        var (answer, record) = await AskAsync(Retry(generation));

        Assert.Equal(expected, answer.Outcome);
        Assert.Equal(1, record!.Generation);
    }

    [Fact]
    public async Task While_the_lease_lives_a_replay_waits()
    {
        await ClaimAsync();

        var (answer, _) = await AskAsync(Replay("r1"));

        Assert.Equal(ClaimOutcome.Requeue, answer.Outcome);
    }

    [Fact]
    public async Task A_lease_that_is_over_by_less_than_the_clock_margin_still_lives()
    {
        await ClaimAsync();
        Store.Time.Advance(Lease + ClaimTable.ClockMargin);

        Assert.Equal(ClaimOutcome.Requeue, (await AskAsync(Delivery(Holder))).Answer.Outcome);
        Store.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(ClaimOutcome.Claimed, (await AskAsync(Delivery(Holder))).Answer.Outcome);
    }

    [Fact]
    public async Task When_the_lease_is_over_the_holders_own_message_takes_over()
    {
        await ClaimAsync();
        EndLease();

        var (answer, record) = await AskAsync(Delivery(Holder));

        Assert.Equal(ClaimOutcome.Claimed, answer.Outcome);
        Assert.Equal((2, 1, 1), (record!.Generation, record.Crashes, record.Deliveries));
    }

    [Fact]
    public async Task When_the_lease_is_over_a_delivery_is_counted_and_takes_over()
    {
        await ClaimAsync();
        EndLease();

        var (answer, record) = await AskAsync(Delivery("dlv_two"));

        Assert.Equal(ClaimOutcome.Claimed, answer.Outcome);
        Assert.Equal((2, 1, 2, "dlv_two"), (record!.Generation, record.Crashes, record.Deliveries, record.Holder));
    }

    [Theory]
    [InlineData(1, ClaimOutcome.Claimed, 2)]
    [InlineData(0, ClaimOutcome.Dropped, 1)]
    internal async Task When_the_lease_is_over_only_the_retry_of_the_current_generation_takes_over(int generation, ClaimOutcome expected,
        int after)
    {
        await ClaimAsync();
        EndLease();

        var (answer, record) = await AskAsync(Retry(generation));

        Assert.Equal(expected, answer.Outcome);
        Assert.Equal(after, record!.Generation);
    }

    [Fact]
    public async Task When_the_lease_is_over_a_replay_takes_over()
    {
        await ClaimAsync();
        EndLease();

        var (answer, record) = await AskAsync(Replay("r1"));

        Assert.Equal(ClaimOutcome.Claimed, answer.Outcome);
        Assert.Equal((2, "r1"), (record!.Generation, record.Holder));
    }

    [Fact]
    public async Task A_released_claim_is_claimed_again_without_counting_a_crash()
    {
        using var claim = await HoldAsync();
        await claim.ReleaseAsync(default);

        var (answer, record) = await AskAsync(Delivery(Holder));

        Assert.Equal(ClaimOutcome.Claimed, answer.Outcome);
        Assert.Equal((2, 0), (record!.Generation, record.Crashes));
    }

    [Fact]
    public async Task After_too_many_crashes_the_event_is_dead_and_the_message_ends()
    {
        await ClaimAsync();
        for (var crash = 1; crash <= ClaimTable.MaxCrashes; crash++)
        {
            EndLease();
            Assert.Equal(ClaimOutcome.Claimed, (await AskAsync(Delivery(Holder))).Answer.Outcome);
        }

        EndLease();
        var (answer, record) = await AskAsync(Delivery(Holder));

        Assert.Equal(ClaimOutcome.DeadLettered, answer.Outcome);
        Assert.Equal(EventStatus.Dead, record!.Status);
        Assert.Contains("crashed 6 times", record.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retrying_event_drops_the_holders_own_message()
    {
        await RetryingAsync();

        Assert.Equal(ClaimOutcome.Dropped, (await AskAsync(Delivery(Holder))).Answer.Outcome);
    }

    [Fact]
    public async Task A_retrying_event_counts_a_delivery()
    {
        await RetryingAsync();

        var (answer, record) = await AskAsync(Delivery("dlv_two"));

        Assert.Equal(ClaimOutcome.Duplicate, answer.Outcome);
        Assert.Equal((EventStatus.Retrying, 2), (record!.Status, record.Deliveries));
    }

    [Theory]
    [InlineData(1, ClaimOutcome.Claimed, 2)]
    [InlineData(0, ClaimOutcome.Dropped, 1)]
    [InlineData(2, ClaimOutcome.Dropped, 1)]
    internal async Task A_retrying_event_is_claimed_only_by_the_retry_of_its_generation(int generation, ClaimOutcome expected, int after)
    {
        await RetryingAsync();

        var (answer, record) = await AskAsync(Retry(generation));

        Assert.Equal(expected, answer.Outcome);
        Assert.Equal(after, record!.Generation);
    }

    [Fact]
    public async Task A_retrying_event_is_claimed_by_a_replay_and_its_older_retry_becomes_stale()
    {
        await RetryingAsync();

        var (answer, record) = await AskAsync(Replay("r1"));
        var (stale, _) = await AskAsync(Retry(1));

        Assert.Equal(ClaimOutcome.Claimed, answer.Outcome);
        Assert.Equal((2, 0, "r1"), (record!.Generation, record.RunAttempts, record.ReplayId));
        Assert.Equal(ClaimOutcome.Dropped, stale.Outcome);
    }

    [Theory]
    [InlineData(EventStatus.Completed)]
    [InlineData(EventStatus.Dead)]
    internal async Task A_finished_event_drops_the_holders_own_message_and_any_retry(EventStatus status)
    {
        await FinishedAsync(status);

        Assert.Equal(ClaimOutcome.Dropped, (await AskAsync(Delivery(Holder))).Answer.Outcome);
        Assert.Equal(ClaimOutcome.Dropped, (await AskAsync(Retry(1))).Answer.Outcome);
    }

    [Theory]
    [InlineData(EventStatus.Completed)]
    [InlineData(EventStatus.Dead)]
    internal async Task A_finished_event_counts_a_delivery_and_stays_finished(EventStatus status)
    {
        await FinishedAsync(status);

        var (answer, record) = await AskAsync(Delivery("dlv_two"));

        Assert.Equal(ClaimOutcome.Duplicate, answer.Outcome);
        Assert.Equal((status, 2), (record!.Status, record.Deliveries));
    }

    [Theory]
    [InlineData(EventStatus.Completed, 0)]
    [InlineData(EventStatus.Dead, 1)]
    internal async Task A_replay_claims_a_finished_event_once(EventStatus status, int handledBefore)
    {
        await FinishedAsync(status);

        var (answer, record) = await AskAsync(Replay("r1"));
        Assert.Equal(ClaimOutcome.Claimed, answer.Outcome);
        Assert.Equal((2, 0, 0), (record!.Generation, record.RunAttempts, record.Crashes));
        Assert.Equal(handledBefore, record.Handled.Count);

        using var claim = new FencedLease(Store.Ledger, new LedgerSnapshot(record));
        await claim.DeadLetterAsync("again", [], default);
        Assert.Equal(ClaimOutcome.Dropped, (await AskAsync(Replay("r1"))).Answer.Outcome);
        Assert.Equal(ClaimOutcome.Claimed, (await AskAsync(Replay("r2"))).Answer.Outcome);
        Assert.Equal(ClaimOutcome.Requeue, (await AskAsync(Replay("r1"))).Answer.Outcome);
    }

    [Theory]
    [InlineData(EventStatus.Completed)]
    [InlineData(EventStatus.Dead)]
    [InlineData(EventStatus.Retrying)]
    internal async Task A_better_verified_delivery_claims_the_event_once_for_what_has_not_finished(EventStatus status)
    {
        if (status == EventStatus.Retrying)
        {
            await RetryingAsync();
        }
        else
        {
            await FinishedAsync(status);
        }

        var stronger = Request(Delivery("dlv_two"), "other");
        stronger = stronger with { NewRecord = stronger.NewRecord! with { Verification = VerificationLevel.Api } };
        var (answer, record) = await ApplyAsync(stronger);
        Assert.Equal(ClaimOutcome.Claimed, answer.Outcome);
        Assert.Equal((2, 0, 2, "dlv_two"), (record!.Generation, record.RunAttempts, record.Deliveries, record.Holder));
        Assert.Equal((VerificationLevel.Api, "other"), (record.Verification, record.BodyHash));
        Assert.Equal(status == EventStatus.Retrying ? 0 : 1, record.Handled.Count);

        using var claim = new FencedLease(Store.Ledger, new LedgerSnapshot(record));
        await claim.DeadLetterAsync("again", [], default);
        Assert.Equal(ClaimOutcome.Dropped, (await ApplyAsync(stronger with { Owner = "another" })).Answer.Outcome);
    }

    [Fact]
    public async Task While_the_lease_lives_a_better_verified_delivery_waits_and_then_takes_over()
    {
        var claimed = await ClaimAsync();
        var stronger = Request(Delivery("dlv_two"), "other");
        stronger = stronger with { NewRecord = stronger.NewRecord! with { Verification = VerificationLevel.Api } };

        var (waits, before) = await ApplyAsync(stronger);
        Assert.Equal((ClaimOutcome.Requeue, claimed.LeaseUntil + ClaimTable.ClockMargin), (waits.Outcome, waits.Until));
        Assert.Equal((1, VerificationLevel.None), (before!.Deliveries, before.Verification));

        EndLease();
        var (answer, record) = await ApplyAsync(stronger with { Now = Store.Time.GetUtcNow() });
        Assert.Equal((ClaimOutcome.Claimed, 1, VerificationLevel.Api), (answer.Outcome, record!.Crashes, record.Verification));
    }

    [Fact]
    public async Task A_tombstone_counts_deliveries_drops_retries_and_refuses_replays()
    {
        await FinishedAsync(EventStatus.Completed);
        Store.Time.Advance(TimeSpan.FromDays(36));
        await Store.Ledger.PruneAsync(Store.Time.GetUtcNow() - TimeSpan.FromDays(35), DateTimeOffset.MinValue, default);

        var (counted, record) = await AskAsync(Delivery("dlv_late"));

        Assert.Equal(ClaimOutcome.Duplicate, counted.Outcome);
        Assert.Equal((true, 2), (record!.IsTombstone, record.Deliveries));
        Assert.Equal(ClaimOutcome.Dropped, (await AskAsync(Retry(1))).Answer.Outcome);
        Assert.Equal(ClaimOutcome.Refused, (await AskAsync(Replay("r1"))).Answer.Outcome);
    }

    [Fact]
    public async Task The_same_request_asked_twice_is_the_same_claim()
    {
        var request = Request(Delivery(Holder));
        await ApplyAsync(request);

        var (answer, record) = await ApplyAsync(request);

        Assert.Equal(ClaimOutcome.Claimed, answer.Outcome);
        Assert.Equal((1, 1), (record!.Generation, record.Deliveries));
    }

    [Fact]
    public async Task A_claim_that_was_taken_over_can_write_nothing_any_more()
    {
        using var old = await HoldAsync();
        EndLease();
        await AskAsync(Delivery("dlv_two"));

        Assert.False(await old.RenewAsync(Store.Time.GetUtcNow() + Lease, default));
        Assert.False(await old.MarkHandledAsync(new HandledEntry("h", Store.Time.GetUtcNow()), Attempt("h"), default));
        Assert.False(await old.CompleteAsync(Store.Time.GetUtcNow(), EventOutcome.Handled, [], [], null, default));
        Assert.False(await old.RetryLaterAsync(Store.Time.GetUtcNow(), "late", [], default));
        Assert.False(await old.DeadLetterAsync("late", [], default));
        Assert.False(await old.ReleaseAsync(default));
        var record = await Store.Ledger.FindAsync(Id, default);
        Assert.Equal((EventStatus.Processing, 2, 0), (record!.Status, record.Generation, record.Handled.Count));
    }

    [Fact]
    public async Task A_write_that_is_repeated_after_a_lost_answer_is_applied_once()
    {
        using var claim = await HoldAsync();
        var handled = new HandledEntry("h", Store.Time.GetUtcNow());

        Assert.True(await claim.MarkHandledAsync(handled, Attempt("h"), default));
        Assert.True(await claim.MarkHandledAsync(handled, Attempt("h"), default));
        Assert.True(await claim.CompleteAsync(Store.Time.GetUtcNow(), EventOutcome.Handled, [handled], [], null, default));
        Assert.True(await claim.CompleteAsync(Store.Time.GetUtcNow(), EventOutcome.Handled, [handled], [], null, default));

        var record = await Store.Ledger.FindAsync(Id, default);
        Assert.Equal((EventStatus.Completed, 1, 1, 1), (record!.Status, record.Attempts, record.Handled.Count, record.AttemptLog.Count));
    }

    [Fact]
    public async Task Deliveries_counted_while_a_claim_is_held_survive_its_writes()
    {
        using var claim = await HoldAsync();
        await AskAsync(Delivery("dlv_two"));

        Assert.True(await claim.CompleteAsync(Store.Time.GetUtcNow(), EventOutcome.Handled, [], [], null, default));

        var record = await Store.Ledger.FindAsync(Id, default);
        Assert.Equal((EventStatus.Completed, 2), (record!.Status, record.Deliveries));
    }

    private static string Id => EventIds.Create("test", "e1");

    private static AttemptEntry Attempt(string handler) => new(default, 1, handler, "succeeded", 1, null);

    private DeliveryMessage Delivery(string id) => new()
    {
        Source = "test",
        DueAt = Store.Time.GetUtcNow(),
        DeliveryId = id,
        ReceivedAt = Store.Time.GetUtcNow(),
        Verification = VerificationLevel.Signature,
        Body = "{}"u8.ToArray(),
    };

    private RetryMessage Retry(int generation) =>
        new() { Source = "test", DueAt = Store.Time.GetUtcNow(), EventId = Id, Generation = generation };

    private ReplayMessage Replay(string id) => new() { Source = "test", DueAt = Store.Time.GetUtcNow(), EventId = Id, ReplayId = id };

    private ClaimRequest Request(QueueMessage message, string bodyHash = "hash", EventFacts? facts = null) => new()
    {
        Message = message,
        Owner = $"owner{++owners}",
        Now = Store.Time.GetUtcNow(),
        Lease = Lease,
        NewRecord = new EventRecord
        {
            Id = Id,
            Source = "test",
            Provider = "test",
            Facts = facts ?? new EventFacts { Type = EventTypes.PaymentSucceeded },
            ReceivedAt = Store.Time.GetUtcNow(),
            BodyHash = bodyHash,
        },
    };

    private Task<(ClaimResult Answer, EventRecord? Record)> AskAsync(QueueMessage message, string bodyHash = "hash") =>
        ApplyAsync(Request(message, bodyHash));

    private async Task<(ClaimResult Answer, EventRecord? Record)> ApplyAsync(ClaimRequest request)
    {
        var applied =
            await Store.Ledger.ApplyAsync(new EventKey("test", Id), current => ClaimTable.Decide(current, request), null, default);
        Assert.Equal(applied.Now.Record?.ToJson(), (await Store.Ledger.FindAsync(Id, default))?.ToJson());
        return (applied.Answer, applied.Now.Record);
    }

    private async Task<EventRecord> ClaimAsync() => (await AskAsync(Delivery(Holder))).Record!;

    private async Task<FencedLease> HoldAsync() => new(Store.Ledger, new LedgerSnapshot(await ClaimAsync()));

    private void EndLease() => Store.Time.Advance(Lease + ClaimTable.ClockMargin + TimeSpan.FromSeconds(1));

    private async Task RetryingAsync()
    {
        using var claim = await HoldAsync();
        Assert.True(await claim.RetryLaterAsync(Store.Time.GetUtcNow() + Lease, "failed", [Attempt("h")], default));
    }

    private async Task FinishedAsync(EventStatus status)
    {
        using var claim = await HoldAsync();
        var handled = new HandledEntry("h", Store.Time.GetUtcNow());
        await claim.MarkHandledAsync(handled, Attempt("h"), default);
        Assert.True(status == EventStatus.Completed
            ? await claim.CompleteAsync(Store.Time.GetUtcNow(), EventOutcome.Handled, [], [], null, default)
            : await claim.DeadLetterAsync("failed", [Attempt("g")], default));
    }
}

public sealed class InMemoryClaimTableTests : ClaimTableContract
{
    private protected override Task<StoreUnderTest> CreateStoreAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbClaimTableTests : ClaimTableContract
{
    private protected override Task<StoreUnderTest> CreateStoreAsync() => RocksDbStoreUnderTest.CreateAsync();
}
