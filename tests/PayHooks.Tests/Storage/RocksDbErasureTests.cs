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
        await new StoreCompaction(Store.Store).CompactEventAsync(records[1].Id, default);

        var files = await FilesAsync();
        Assert.DoesNotContain(marks[1], files, StringComparison.Ordinal);
        Assert.Equal([true, false, true], marks.Select(mark => files.Contains(mark, StringComparison.Ordinal)));
        Assert.NotNull(await Store.Ledger.ReadBodyAsync(records[2].Key, default));
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
