using PayHooks.RocksDb;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

/// <summary>A file of the store that is damaged: what it holds is reported with its name, the rest is served.</summary>
public sealed class RocksDbDamageTests : RocksDbStoreTest
{
    [Fact]
    public async Task A_body_whose_file_is_damaged_is_reported_with_the_file_and_everything_else_is_served()
    {
        var large = await Store.Ledger.PutAsync(Samples.Known(1, Now), RandomBytes(100_000));
        var small = await Store.Ledger.PutAsync(Samples.Known(2, Now), "small"u8.ToArray());
        await Store.ReopenAsync();
        var blob = Directory.GetFiles(Store.Folder, "*.blob").Single();
        await Store.ReopenAsync(() =>
        {
            using var file = new FileStream(blob, FileMode.Open);
            file.Position = file.Length / 2;
            file.Write(new byte[100]);
        });

        var error = await Assert.ThrowsAsync<RocksDbStoreException>(async () => await Store.Ledger.ReadBodyAsync(large.Key, default));

        Assert.Contains("A body in payhooks-data is damaged: Corruption:", error.Message, StringComparison.Ordinal);
        Assert.Equal("small"u8.ToArray(), (await Store.Ledger.ReadBodyAsync(small.Key, default))!.Value.ToArray());
        Assert.Equal(2, (await Store.Ledger.ListAsync(new EventQuery(), default)).Events.Count);
        await Store.Queue.EnqueueAsync("one");
        Assert.Equal("one", (await Store.Source.TakeAsync(1, default)).Single().AsText());
        await Store.Store.DisposeAsync();
        Assert.Contains(StoreCheck.Run(Store.Folder).Problems, problem =>
            problem.Contains(Path.GetFileName(blob), StringComparison.Ordinal));
    }

    private static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
