using PayHooks.RocksDb;
using PayHooks.RocksDb.Operations;
using PayHooks.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

/// <summary>A wrong clock removes nothing and hides nothing for ever.</summary>
public sealed class RocksDbClockTests : RocksDbStoreTest
{
    [Fact]
    public async Task A_start_with_a_clock_that_is_years_ahead_prunes_nothing_for_a_day_and_says_so()
    {
        await Store.Ledger.PutAsync(Samples.Record(1, Now));
        await KeepTimeAsync();
        await Store.ReopenAsync(() => Store.Time.SetForward(TimeSpan.FromDays(1000)));

        var pruned = await PruneAsync();

        Assert.Equal((0, 0), (pruned.Tombstones, pruned.Removed));
        Assert.StartsWith("the clock is 1000 days ahead of the last time that the store has seen.", pruned.Postponed,
            StringComparison.Ordinal);
        Store.Time.Advance(TimeSpan.FromHours(23));
        Assert.NotNull((await PruneAsync()).Postponed);
        Store.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, (await PruneAsync()).Tombstones);
    }

    [Fact]
    public async Task A_stopped_store_is_asked_whether_the_clock_fits()
    {
        await KeepTimeAsync();
        (string? Now, string? Later) doubt = default;

        await Store.ReopenAsync(() => doubt = (
            StoreCheck.FindClockDoubt(Store.Folder, Store.Time),
            StoreCheck.FindClockDoubt(Store.Folder, new ManualTime(Store.Time.GetUtcNow().AddDays(30)))));

        Assert.Null(doubt.Now);
        Assert.StartsWith("the clock is 30 days ahead", doubt.Later, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_doubt_outlasts_a_restart()
    {
        await Store.Ledger.PutAsync(Samples.Record(1, Now));
        await KeepTimeAsync();
        await Store.ReopenAsync(() => Store.Time.SetForward(TimeSpan.FromDays(1000)));
        await KeepTimeAsync();

        await Store.ReopenAsync();

        Assert.NotNull((await PruneAsync()).Postponed);
    }

    [Fact]
    public async Task A_clock_set_forward_while_the_store_is_open_prunes_nothing_until_it_is_corrected_or_a_day_has_passed()
    {
        await Store.Ledger.PutAsync(Samples.Record(1, Now));
        await Store.Ledger.PutAsync(Samples.Record(2, Now.AddDays(-40)));

        Store.Time.SetForward(TimeSpan.FromDays(100));
        Assert.NotNull((await PruneAsync()).Postponed);
        Store.Time.SetBack(TimeSpan.FromDays(100));

        var pruned = await PruneAsync();
        Assert.Equal((1, null), (pruned.Tombstones, pruned.Postponed));
    }

    [Fact]
    public async Task A_weekend_without_the_server_is_no_reason_for_doubt()
    {
        await Store.Ledger.PutAsync(Samples.Record(1, Now.AddDays(-40)));
        await KeepTimeAsync();
        await Store.ReopenAsync(() => Store.Time.Advance(TimeSpan.FromDays(2.5)));

        Assert.Equal(1, (await PruneAsync()).Tombstones);
    }

    [Fact]
    public async Task A_retry_that_a_wrong_clock_has_scheduled_is_due_when_the_clock_is_right_again()
    {
        Store.Time.SetForward(TimeSpan.FromDays(365));
        await Store.Queue.EnqueueAsync("retry", TimeSpan.FromHours(1));
        Store.Time.SetBack(TimeSpan.FromDays(365));
        await Store.Queue.EnqueueAsync("right", TimeSpan.FromDays(6));
        var found = 0;

        await Store.Store.WatchClockAsync(count => found = count, default);

        Assert.Equal(1, found);
        Assert.Equal("retry", (await Store.Source.TakeAsync(10, default)).Single().AsText());
        Assert.Equal(2, await Store.Queue.CountAsync(default));
        await Store.ReopenAsync();
        Assert.Equal("retry", (await Store.Source.TakeAsync(10, default)).Single().AsText());
    }

    private ValueTask<PruneResult> PruneAsync() => Store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default);

    private Task<bool> KeepTimeAsync() => Store.Store.Writer.WriteAsync(new KeepTimeOperation(Store.Store.Clock), default);
}
