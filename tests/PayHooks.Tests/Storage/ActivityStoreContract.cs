using PayHooks.RocksDb;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

/// <summary>What every store does with what was last seen of the sources, and with rejected deliveries.</summary>
public abstract class ActivityStoreContract : StoreContract
{
    [Fact]
    public async Task A_row_is_read_as_it_was_written_and_names_its_source()
    {
        Assert.Empty(await Store.SourceActivity.ListAsync(default));
        var seen = Seen("shop", delivered: 5) with
        {
            LastEventAt = At(4),
            LastConflictAt = At(3),
            LastRejectedAt = At(2),
            SecretMatchedAt = [null, At(5)],
        };

        await Store.SourceActivity.MergeAsync([seen, Seen("other")], default);

        var rows = await Store.SourceActivity.ListAsync(default);
        Assert.Equal(["other", "shop"], rows.Select(row => row.Source).Order(StringComparer.Ordinal));
        Assert.Equal(seen.ToJson(), rows.Single(row => row.Source == "shop").ToJson());
    }

    [Fact]
    public async Task An_instance_that_writes_late_moves_no_time_back()
    {
        await Store.SourceActivity.MergeAsync(
            [Seen("shop", delivered: 9, firstSeen: 7) with { SecretMatchedAt = [At(1), At(9)] }], default);
        await Store.SourceActivity.MergeAsync(
            [Seen("shop", delivered: 8, firstSeen: 6) with { LastEventAt = At(8), SecretMatchedAt = [At(8)] }], default);

        var row = Assert.Single(await Store.SourceActivity.ListAsync(default));
        Assert.Equal((At(6), At(9), At(8)), (row.FirstSeenAt, row.LastDeliveryAt, row.LastEventAt));
        Assert.Equal([At(8), At(9)], row.SecretMatchedAt);
    }

    [Fact]
    public async Task Of_many_instances_that_write_at_once_the_newest_is_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(number => Task.Run(() => Store.SourceActivity.MergeAsync(
            [Seen("shop", delivered: 100 - number), Seen($"own_{number}", delivered: number)], default).AsTask())));

        var rows = await Store.SourceActivity.ListAsync(default);
        Assert.Equal(13, rows.Count);
        Assert.Equal(At(100), rows.Single(row => row.Source == "shop").LastDeliveryAt);
    }

    [Fact]
    public async Task Rejections_are_read_newest_minute_first_and_by_source()
    {
        await Store.Rejections.WriteAsync(
            [Rejected(1, "shop"), Rejected(2, "other"), Rejected(-2 * 24 * 60, "shop"), Rejected(2, null)], default);

        var all = await Store.Rejections.ListAsync(null, At(-7 * 24 * 60), 10, default);
        Assert.Equal([At(2), At(2), At(1), At(-2 * 24 * 60)], all.Select(row => row.Minute));
        Assert.Equal(Rejected(1, "shop").ToJson(), all[2].ToJson());
        Assert.Equal([At(2), At(2)], (await Store.Rejections.ListAsync(null, At(-7 * 24 * 60), 2, default)).Select(row => row.Minute));
        Assert.Equal([At(1), At(-2 * 24 * 60)], (await ListAsync("shop", -7 * 24 * 60)).Select(row => row.Minute));
        Assert.Equal([At(1)], (await ListAsync("shop", -24 * 60)).Select(row => row.Minute));
        Assert.Empty(await ListAsync("unknown", -7 * 24 * 60));
    }

    [Fact]
    public async Task A_row_that_is_written_again_replaces_that_of_the_same_instance_alone()
    {
        await Store.Rejections.WriteAsync([Rejected(1, "shop"), Rejected(1, "shop", instance: "b")], default);
        await Store.Rejections.WriteAsync([Rejected(1, "shop") with { Count = 7 }], default);

        Assert.Equal([1, 7], (await ListAsync("shop", 0)).Select(row => row.Count).Order());
    }

    [Fact]
    public async Task Old_rejections_are_removed_and_newer_ones_stay()
    {
        await Store.Rejections.WriteAsync([Rejected(1, "shop"), Rejected(-8 * 24 * 60, "shop"), Rejected(-9 * 24 * 60, null)], default);

        await Store.Rejections.PruneAsync(At(-7 * 24 * 60), default);
        await Store.Rejections.PruneAsync(At(-7 * 24 * 60), default);

        Assert.Equal([At(1)], (await Store.Rejections.ListAsync(null, At(-30 * 24 * 60), 10, default)).Select(row => row.Minute));
    }

    private protected DateTimeOffset At(int minutes) => Now.AddMinutes(minutes);

    private protected RejectionCount Rejected(int minutes, string? source, string instance = "a") =>
        new(At(minutes), source, 401, "signature_mismatch", instance)
        {
            Count = 1,
            Samples =
            [
                new RejectedDelivery(source, 401, "signature_mismatch", "It does not match.", "203.0.113.7", 12) { At = At(minutes) },
            ],
        };

    private SourceActivity Seen(string source, int? delivered = null, int firstSeen = 0) => new(source)
    {
        FirstSeenAt = At(firstSeen),
        LastDeliveryAt = delivered is { } minutes ? At(minutes) : null,
    };

    private ValueTask<IReadOnlyList<RejectionCount>> ListAsync(string source, int since) =>
        Store.Rejections.ListAsync(source, At(since), 10, default);
}

public sealed class InMemoryActivityStoreTests : ActivityStoreContract
{
    private protected override Task<StoreUnderTest> CreateAsync() => InMemoryStoreUnderTest.CreateAsync();
}

public sealed class RocksDbActivityStoreTests : ActivityStoreContract
{
    [Fact]
    public async Task The_oldest_rejections_make_room_for_new_ones()
    {
        using var rejections = new RocksDbRejectionStore(((RocksDbStoreUnderTest)Store).Store) { MostRows = 20 };
        for (var minute = 0; minute < 50; minute++)
        {
            await rejections.WriteAsync([Rejected(minute, "shop")], default);
        }

        var kept = await rejections.ListAsync(null, At(0), 100, default);
        Assert.InRange(kept.Count, 18, 20);
        Assert.Equal(At(49), kept[0].Minute);
        Assert.Equal(kept.Count, kept[0].Minute.Subtract(kept[^1].Minute).TotalMinutes + 1);
    }

    private protected override Task<StoreUnderTest> CreateAsync() => RocksDbStoreUnderTest.CreateAsync();
}
