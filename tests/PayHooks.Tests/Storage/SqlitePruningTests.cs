using System.Text;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

public sealed class SqlitePruningTests : SqliteStoreTest
{
    [Fact]
    public async Task The_file_gets_small_again()
    {
        var body = new byte[200_000];
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Store.Ledger.PutAsync(Samples.Record(i, Now.AddDays(-40)), body)));
        await Store.Store.Checkpoints.TruncateAsync(Store.Store.Writer, default);
        Assert.True(SizeOf("") > 20_000_000);

        var result = await Store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default);

        Assert.Equal(new PruneResult(100, 0), result);
        Assert.InRange(SizeOf(""), 1, 500_000);
        Assert.Equal(0, SizeOf("-wal"));
    }

    [Fact]
    public async Task More_records_than_one_step_takes_are_all_pruned_past_those_that_stay()
    {
        await Task.WhenAll(Enumerable.Range(0, 1200).Select(i => Store.Ledger.PutAsync(
            Samples.Record(i, Now.AddDays(-500).AddTicks(i / 50), status: i % 2 == 0 ? EventStatus.Dead : EventStatus.Completed))));

        Assert.Equal(new PruneResult(600, 600), await Store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default));

        Assert.Equal(600, await Store.Ledger.CountDeadAsync(default));
        Assert.Equal(600, (await Store.Ledger.ListAllAsync(new EventQuery { Limit = 500 })).Count);
    }

    [Fact]
    public async Task Messages_are_made_durable_while_pruning_goes_on()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Store.Ledger.PutAsync(Samples.Record(i, Now.AddDays(-40)), new byte[1_000_000])));

        var pruning = Store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default).AsTask();
        var during = 0;
        while (!pruning.IsCompleted)
        {
            await Store.Queue.EnqueueAsync("one");
            during++;
        }

        Assert.Equal(50, (await pruning).Tombstones);
        Assert.InRange(during, 5, int.MaxValue);
    }

    [Fact]
    public async Task Pruning_can_be_called_off_and_goes_on_the_next_time()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Store.Ledger.PutAsync(Samples.Record(i, Now.AddDays(-40)))));
        using var cancellation = new CancellationTokenSource();
        var pruning = Store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), cancellation.Token).AsTask();

        await cancellation.CancelAsync();
        var first = await Record.ExceptionAsync(() => pruning);

        Assert.True(first is null or OperationCanceledException);
        await Store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default);
        Assert.Empty(await Store.Ledger.ListAllAsync(new EventQuery()));
    }

    [Fact]
    public async Task Nothing_of_an_erased_payload_is_left_in_the_file()
    {
        var secret = "4111 1111 1111 1111"u8.ToArray();
        foreach (var length in (int[])[100, 3_000, 50_000])
        {
            byte[] body = [.. secret, .. Enumerable.Repeat((byte)'x', length)];
            await Store.Queue.EnqueueAsync(body, default, default);
            var record = await Store.Ledger.PutAsync(Samples.Record(length, Now) with { LastError = Encoding.UTF8.GetString(secret) }, body);
            await Store.Source.DeleteAsync((await Store.Source.TakeAsync(1, default))[0], default);
            await Store.Ledger.PutAsync(record.ToErased(Now));
        }

        await Store.Ledger.PruneAsync(Now.AddDays(-35), Now.AddDays(-400), default);

        Assert.Equal(0, SizeOf("-wal"));
        await using var file = new FileStream(Store.File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        Assert.Equal(-1, bytes.AsSpan().IndexOf(secret));
    }

    private long SizeOf(string suffix)
    {
        var file = new FileInfo(Store.File + suffix);
        return file.Exists ? file.Length : 0;
    }
}
