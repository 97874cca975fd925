using System.Text;
using PayHooks.RocksDb;
using PayHooks.Storage;

namespace PayHooks.Tests.Storage;

public sealed class RocksDbErasureTests : RocksDbStoreTest
{
    [Theory]
    [InlineData(200)]
    [InlineData(40_000)] // in a file of its own, as bodies of 16 KiB and more are
    public async Task What_is_erased_leaves_the_files_at_once_when_that_is_asked_for(int length)
    {
        var marks = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid().ToString("N")).ToArray();
        var records = new List<EventRecord>();
        foreach (var (mark, i) in marks.Select((mark, i) => (mark, i)))
        {
            records.Add(await Store.Ledger.PutAsync(Samples.Record(i + 1, Now), Encoding.ASCII.GetBytes(mark + Noise(length))));
        }

        await Store.Ledger.PutAsync(records[1].ToErased(Now));
        Assert.Contains(marks[1], await FilesAsync(), StringComparison.Ordinal);
        await new StoreCompaction(Store.Store).CompactAsync(default);

        var files = await FilesAsync();
        Assert.DoesNotContain(marks[1], files, StringComparison.Ordinal);
        Assert.Equal([true, false, true], marks.Select(mark => files.Contains(mark, StringComparison.Ordinal)));
        Assert.NotNull(await Store.Ledger.ReadBodyAsync(records[2].Key, default));
    }

    [Fact]
    public async Task The_body_of_a_duplicate_leaves_the_files_too()
    {
        var mark = Guid.NewGuid().ToString("N");
        var body = Encoding.ASCII.GetBytes(mark + Noise(200));
        var record = await Store.Ledger.PutAsync(Samples.Record(1, Now), body);
        Store.Store.Database.Flush(); // so that the duplicate is in another file
        await Store.Queue.EnqueueAsync(new MessageText("envelope"u8.ToArray(), body), TimeSpan.Zero, default);
        Store.Store.Database.Flush();
        await Store.Source.DeleteAsync((await Store.Source.TakeAsync(1, default)).Single(), default);

        await Store.Ledger.PutAsync(record.ToErased(Now));
        await new StoreCompaction(Store.Store).CompactAsync(default);

        Assert.DoesNotContain(mark, await FilesAsync(), StringComparison.Ordinal);
    }

    // Compression must not hide what is looked for.
    private static string Noise(int length) =>
        string.Concat(Enumerable.Range(0, length / 32).Select(_ => Guid.NewGuid().ToString("N")));

    private async Task<string> FilesAsync()
    {
        var text = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(Store.Store.Folder))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            text.Append(await reader.ReadToEndAsync());
        }

        return text.ToString();
    }
}
