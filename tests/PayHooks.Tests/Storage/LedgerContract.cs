using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

/// <summary>What every ledger promises about single events.</summary>
public abstract class LedgerContract : StoreContract
{
    private IEventLedger Ledger => Store.Ledger;

    [Fact]
    public async Task Concurrent_changes_of_one_record_are_all_applied()
    {
        var record = Samples.Record(1, Now) with { Attempts = 0 };

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            var applied = await Ledger.ApplyAsync(
                record.Key,
                current => new LedgerDecision<int>((current?.Attempts ?? 0) + 1,
                    (current ?? record) with { Attempts = (current?.Attempts ?? 0) + 1 }),
                null,
                default);
            Assert.Equal(applied.Answer, applied.Now.Record!.Attempts);
            return applied.Answer;
        })));

        Assert.Equal(Enumerable.Range(1, 64), answers.Order());
        Assert.Equal(64, (await Ledger.FindAsync(record.Id, default))!.Attempts);
    }

    [Fact]
    public async Task A_change_based_on_an_outdated_sight_of_the_record_is_asked_with_the_real_one()
    {
        var record = await Ledger.PutAsync(Samples.Record(1, Now));
        var outdated = (await Ledger.ApplyAsync(record.Key, _ => new LedgerDecision<bool>(true), null, default)).Now;
        await Ledger.PutAsync(record with { Attempts = 7 });

        var afterOutdated = await Add(outdated);
        var afterAbsent = await Add(LedgerSnapshot.Absent);

        Assert.Equal((8, 9), (afterOutdated, afterAbsent));

        async Task<int> Add(LedgerSnapshot lastSeen)
        {
            var applied = await Ledger.ApplyAsync(
                record.Key, current =>
                    new LedgerDecision<int>(current!.Attempts + 1, current with { Attempts = current.Attempts + 1 }), lastSeen, default);
            return applied.Now.Record!.Attempts;
        }
    }

    [Fact]
    public async Task A_change_that_writes_nothing_leaves_everything_as_it_is()
    {
        var key = Samples.Record(1, Now).Key;

        var applied =
            await Ledger.ApplyAsync(key, current => new LedgerDecision<string>(current is null ? "absent" : "present"), null, default);

        Assert.Equal("absent", applied.Answer);
        Assert.Null(applied.Now.Record);
        Assert.Null(await Ledger.FindAsync(key.Id, default));
    }

    [Fact]
    public async Task A_change_that_throws_writes_nothing_and_harms_nobody()
    {
        var record = await Ledger.PutAsync(Samples.Record(1, Now));

        await Assert.ThrowsAsync<InvalidTimeZoneException>(
            () => Ledger.ApplyAsync<bool>(record.Key, _ => throw new InvalidTimeZoneException(), null, default).AsTask());

        Assert.Equal(record.Attempts + 1, (await Ledger.PutAsync(record with { Attempts = record.Attempts + 1 })).Attempts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60_000)]
    public async Task A_body_is_kept_and_read_back_byte_for_byte(int length)
    {
        var body = new byte[length];
        new Random(length).NextBytes(body);
        var record = await Ledger.PutAsync(Samples.Record(1, Now), body);

        // Later changes leave it alone, unless they bring another.
        await Ledger.PutAsync(record with { Attempts = 2, Status = EventStatus.Dead });

        var read = await Ledger.ReadBodyAsync(record.Key, default);
        Assert.True(read.HasValue && read.Value.Span.SequenceEqual(body));

        await Ledger.PutAsync(record with { Attempts = 3, Status = EventStatus.Dead }, "other"u8.ToArray());

        read = await Ledger.ReadBodyAsync(record.Key, default);
        Assert.True(read.HasValue && read.Value.Span.SequenceEqual("other"u8));
    }

    [Fact]
    public async Task A_record_without_a_body_has_none()
    {
        var record = await Ledger.PutAsync(Samples.Record(1, Now));

        Assert.Null(await Ledger.ReadBodyAsync(record.Key, default));
        Assert.Null(await Ledger.ReadBodyAsync(Samples.Record(2, Now).Key, default));
        Assert.Null(await Ledger.FindAsync(Samples.Record(2, Now).Id, default));
    }

    [Fact]
    public async Task Only_dead_events_are_counted_as_dead()
    {
        foreach (var status in Enum.GetValues<EventStatus>())
        {
            await Ledger.PutAsync(Samples.Record((int)status, Now, status: status));
        }

        await Ledger.PutAsync(Samples.Record(10, Now, status: EventStatus.Dead));
        Assert.Equal(2, await Ledger.CountDeadAsync(default));

        await Ledger.PutAsync(Samples.Record(10, Now, status: EventStatus.Processing));
        Assert.Equal(1, await Ledger.CountDeadAsync(default));
    }

    [Fact]
    public async Task Events_that_wait_for_their_next_attempt_are_counted()
    {
        foreach (var status in Enum.GetValues<EventStatus>())
        {
            await Ledger.PutAsync(Samples.Record((int)status, Now, status: status));
        }

        Assert.Equal(1, await Ledger.CountRetryingAsync(default));
    }

    [Fact]
    public async Task Pruning_turns_completed_events_into_tombstones_and_keeps_dead_and_unfinished_ones()
    {
        var old = new List<EventRecord>();
        foreach (var status in Enum.GetValues<EventStatus>())
        {
            old.Add(await Ledger.PutAsync(Samples.Record((int)status, Now.AddDays(-36), status: status) with { LastError = "details" },
                "body"u8.ToArray()));
        }

        var young = await Ledger.PutAsync(Samples.Record(10, Now.AddDays(-35)), "body"u8.ToArray());

        var result = await Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default);

        Assert.Equal(new PruneResult(1, 0), result);
        foreach (var record in old.Append(young))
        {
            var isPruned = record.Status == EventStatus.Completed && record != young;
            var found = await Ledger.FindAsync(record.Id, default);
            Assert.Equal(isPruned, found!.IsTombstone);
            Assert.Equal(isPruned ? null : record.LastError, found.LastError);
            Assert.Equal(record.BodyHash, found.BodyHash);
            Assert.Equal(record.Status, found.Status);
            Assert.Equal(isPruned, await Ledger.ReadBodyAsync(record.Key, default) is null);
        }
    }

    [Fact]
    public async Task Pruning_removes_tombstones_when_the_memory_ends()
    {
        var forgotten = await Ledger.PutAsync(Samples.Record(1, Now.AddDays(-401)));
        var remembered = await Ledger.PutAsync(Samples.Record(2, Now.AddDays(-399)));
        var dead = await Ledger.PutAsync(Samples.Record(3, Now.AddDays(-500), status: EventStatus.Dead));

        Assert.Equal(new PruneResult(2, 1), await Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default));
        Assert.Equal(new PruneResult(0, 0), await Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default));

        Assert.Null(await Ledger.FindAsync(forgotten.Id, default));
        Assert.True((await Ledger.FindAsync(remembered.Id, default))!.IsTombstone);
        Assert.False((await Ledger.FindAsync(dead.Id, default))!.IsTombstone);
    }

    [Fact]
    public async Task Nothing_is_forgotten_without_a_limit()
    {
        var record = await Ledger.PutAsync(Samples.Record(1, Now.AddDays(-4000)));

        Assert.Equal(0, (await Ledger.PruneAsync(Now.AddDays(-35), DateTimeOffset.MinValue, default)).Removed);

        Assert.True((await Ledger.FindAsync(record.Id, default))!.IsTombstone);
    }

    [Fact]
    public async Task A_record_that_is_written_as_a_tombstone_loses_its_body()
    {
        var record = await Ledger.PutAsync(Samples.Record(1, Now, status: EventStatus.Dead), "body"u8.ToArray());

        await Ledger.PutAsync(record.ToTombstone());

        Assert.Null(await Ledger.ReadBodyAsync(record.Key, default));
        Assert.Equal(0, await Ledger.CountDeadAsync(default));
    }
}

public sealed class InMemoryLedgerTests : LedgerContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbLedgerTests : LedgerContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
