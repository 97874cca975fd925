using System.Text;
using Moq;
using PayHooks.Operations;
using PayHooks.Processing;
using PayHooks.Storage;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Operations;

/// <summary>What erasing promises on every store.</summary>
public abstract class ErasureContract : StoreContract
{
    private const string Person = "Ada Lovelace, 12 Byron Street";

    // Longer than a message on Azure: such a body lies in the body store.
    private static readonly string Long = $$"""{"id":"e1","customer":"{{Person}}","pad":"{{new string('x', 100_000)}}"}""";

    private static string Short => $$"""{"id":"e1","customer":"{{Person}}"}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_payload_goes_and_identity_and_outcome_stay(bool isLong)
    {
        using var bench = Bench();
        var before = await WorkedOnAsync(bench, isLong ? Long : Short);
        Store.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(EraseOutcome.Erased, (await bench.Erasure.EraseAsync(before.Id, default)).Outcome);

        var after = await bench.RecordAsync();
        Assert.Equal(Now, after.ErasedAt);
        Assert.Null(await bench.Operations.BodyAsync(after, default));
        Assert.Null(await Store.Ledger.ReadBodyAsync(after.Key, default));
        Assert.Null(after.BodyReference);
        Assert.Null(before.BodyReference is { } reference ? await Store.Bodies!.GetAsync(reference, default) : null);
        Assert.Equal(
            (before.Facts.ProviderEventId, before.Facts.Type, before.Status, before.ReceivedAt, before.CompletedAt, before.Deliveries,
                before.Attempts, before.BodyHash),
            (after.Facts.ProviderEventId, after.Facts.Type, after.Status, after.ReceivedAt, after.CompletedAt, after.Deliveries,
                after.Attempts, after.BodyHash));
        Assert.Equal(before.DeliveryLog, after.DeliveryLog);
        Assert.Equal(before.Handled, after.Handled);
        Assert.Equal(before.Id, Assert.Single((await Store.Ledger.ListAsync(new EventQuery(), default)).Events).Id);
    }

    [Fact]
    public async Task Nothing_that_may_name_a_person_is_left_on_the_record()
    {
        using var bench = Bench(fails: true);
        var before = await WorkedOnAsync(bench, Short);
        Assert.Contains(Person, before.LastError, StringComparison.Ordinal);

        await bench.Erasure.EraseAsync(before.Id, default);

        var after = await bench.RecordAsync();
        Assert.Equal((EventStatus.Dead, before.Attempts), (after.Status, after.Attempts));
        Assert.Equal(before.AttemptLog.Select(entry => (entry.Attempt, entry.Outcome)),
            after.AttemptLog.Select(entry => (entry.Attempt, entry.Outcome)));
        var json = Encoding.UTF8.GetString(after.ToJson());
        Assert.All(["Lovelace", "Byron", "res_1", "order-1", "12.50"], fact => Assert.DoesNotContain(fact, json, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_erased_dead_letter_waits_for_nobody_any_more()
    {
        using var bench = Bench(fails: true);
        var record = await WorkedOnAsync(bench, Short);
        Assert.Equal(1, await Store.Ledger.CountDeadAsync(default));

        await bench.Erasure.EraseAsync(record.Id, default);

        Assert.Equal(0, await Store.Ledger.CountDeadAsync(default));
        Assert.Empty((await Store.Ledger.ListAsync(new EventQuery { Status = EventStatus.Dead }, default)).Events);
        Assert.Equal(ReplayOutcome.BodyGone, (await bench.Operations.ReplayAsync(record.Id, default)).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_repeat_stays_harmless_and_brings_nothing_back(bool isLong)
    {
        using var bench = Bench();
        var body = isLong ? Long : Short;
        var record = await WorkedOnAsync(bench, body);
        await bench.Erasure.EraseAsync(record.Id, default);

        await bench.DeliverAsync(body);
        await bench.WorkUntilEmptyAsync();

        Assert.Equal(ProcessOutcome.Duplicate, bench.Results[^1].Outcome);
        var after = await bench.RecordAsync();
        Assert.Equal((EventStatus.Completed, 2, 0, 1), (after.Status, after.Deliveries, after.Conflicts, after.Attempts));
        Assert.Null(await bench.Operations.BodyAsync(after, default));
        Assert.Null(record.BodyReference is { } reference ? await Store.Bodies!.GetAsync(reference, default) : null);
    }

    [Fact]
    public async Task A_replay_that_waits_is_refused_and_changes_nothing()
    {
        using var bench = Bench();
        var record = await WorkedOnAsync(bench, Short);
        Assert.Equal(ReplayOutcome.Accepted, (await bench.Operations.ReplayAsync(record.Id, default)).Outcome);

        await bench.Erasure.EraseAsync(record.Id, default);
        await bench.WorkUntilEmptyAsync();

        Assert.Contains("erased", bench.Results[^1].Why, StringComparison.Ordinal);
        Assert.Equal((EventStatus.Completed, 1), ((await bench.RecordAsync()).Status, (await bench.RecordAsync()).Attempts));
    }

    [Fact]
    public async Task What_is_still_worked_on_keeps_its_payload()
    {
        using var bench = Bench(fails: true);
        await bench.DeliverAsync(Short);
        await bench.StepAsync();
        var retrying = await bench.RecordAsync();

        Assert.Equal(new EraseResult(EraseOutcome.Retrying, retrying.NextAttemptAt), await bench.Erasure.EraseAsync(retrying.Id, default));
        await Store.Ledger.PutAsync(retrying with { Status = EventStatus.Processing });
        Assert.Equal(EraseOutcome.Processing, (await bench.Erasure.EraseAsync(retrying.Id, default)).Outcome);

        Assert.Equal(Short, Encoding.UTF8.GetString((await bench.Operations.BodyAsync(await bench.RecordAsync(), default))!.Value.Span));
    }

    [Fact]
    public async Task Erasing_again_or_what_was_pruned_changes_nothing()
    {
        using var bench = Bench();
        var record = await WorkedOnAsync(bench, Short);
        await bench.Erasure.EraseAsync(record.Id, default);
        var erased = await bench.RecordAsync();
        Store.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(EraseOutcome.Erased, (await bench.Erasure.EraseAsync(record.Id, default)).Outcome);
        Assert.Equal(erased.ToJson(), (await bench.RecordAsync()).ToJson());

        await Store.Ledger.PutAsync(record.ToTombstone());
        Assert.Equal(EraseOutcome.Erased, (await bench.Erasure.EraseAsync(record.Id, default)).Outcome);
        Assert.True((await bench.RecordAsync()).IsTombstone);
        Assert.Equal(EraseOutcome.Unknown, (await bench.Erasure.EraseAsync(TestBench.IdOf("another"), default)).Outcome);
        Assert.Equal(EraseOutcome.Unknown, (await bench.Erasure.EraseAsync("nonsense", default)).Outcome);
    }

    [Fact]
    public async Task A_body_store_that_fails_leaves_an_erased_event_whose_body_goes_the_next_time()
    {
        var bodies = Store.Bodies;
        if (bodies is null)
        {
            return;
        }

        using var bench = Bench();
        var record = await WorkedOnAsync(bench, Long);
        var broken = new Mock<IBodyStore>();
        broken.Setup(one => one.GetAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).Returns<string,
            CancellationToken>(bodies.GetAsync);
        broken.Setup(one => one.DeleteAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).Throws(new IOException("away"));
        using (var failing = Bench(bodies: broken.Object))
        {
            await Assert.ThrowsAsync<IOException>(() => failing.Erasure.EraseAsync(record.Id, default).AsTask());
        }

        Assert.Null(await bench.Operations.BodyAsync(await bench.RecordAsync(), default));
        Assert.NotNull(await bodies.GetAsync(record.BodyReference!, default));

        Assert.Equal(EraseOutcome.Erased, (await bench.Erasure.EraseAsync(record.Id, default)).Outcome);
        Assert.Null(await bodies.GetAsync(record.BodyReference!, default));
    }

    [Fact]
    public async Task A_body_that_another_event_needs_goes_with_the_last_of_them()
    {
        var bodies = Store.Bodies;
        if (bodies is null)
        {
            return;
        }

        using var bench = Bench();
        var record = await WorkedOnAsync(bench, Long);

        // The same body, received when only its hash identified it.
        var earlier = await Store.Ledger.PutAsync(record with { Id = EventIds.Create("test", EventIds.BodyIdentity(record.BodyHash!)) });

        await bench.Erasure.EraseAsync(record.Id, default);
        Assert.NotNull(await bench.Operations.BodyAsync(earlier, default));

        await bench.Erasure.EraseAsync(earlier.Id, default);
        Assert.Null(await bodies.GetAsync(record.BodyReference!, default));
    }

    [Fact]
    public async Task What_was_erased_becomes_a_tombstone_when_it_is_old_dead_or_not()
    {
        using var bench = Bench(fails: true);
        var record = await WorkedOnAsync(bench, Short);
        await bench.Erasure.EraseAsync(record.Id, default);

        Store.Time.Advance(TimeSpan.FromDays(36));
        var result = await Store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default);

        Assert.Equal((1, 0), (result.Tombstones, result.Removed));
        var pruned = await bench.RecordAsync();
        Assert.True(pruned.IsTombstone);
        Assert.NotNull(pruned.ErasedAt);
    }

    private TestBench Bench(bool fails = false, IBodyStore? bodies = null) => new(
        Store,
        [
            DelegateHandler.Named("mail", (e, _, _) => fails
                ? throw new InvalidOperationException($"No address: {Encoding.UTF8.GetString(e.Body.Span[..Math.Min(e.Body.Length, 200)])}")
                : Task.CompletedTask),
        ],
        settings: new Dictionary<string, string?> { ["PayHooks:Retry:Delays:0"] = "00:00:10" },
        bodies: bodies ?? Store.Bodies);

    private static async Task<EventRecord> WorkedOnAsync(TestBench bench, string body)
    {
        Assert.Equal(200, (await bench.DeliverAsync(body)).StatusCode);
        await bench.WorkUntilEmptyAsync();
        return await bench.RecordAsync();
    }
}

public sealed class InMemoryErasureTests : ErasureContract
{
    private protected override Task<StoreUnderTest> CreateAsync() =>
        Task.FromResult<StoreUnderTest>(new InMemoryStoreUnderTest(maxTextBytes: 64 * 1024));
}

public sealed class RocksDbErasureTests : ErasureContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
