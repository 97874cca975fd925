using PayHooks.RocksDb;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

/// <summary>What is left of a store whose process, or whose machine, died while it wrote.</summary>
public sealed class RocksDbLogRecoveryTests : IDisposable
{
    private const int Large = 100_000;
    private const int BlockLength = 32 * 1024;
    private const int TypeOffset = 6; // after a checksum (4) and a length (2)

    private readonly TemporaryFolder copy = TemporaryFolder.WithoutDisk();
    private readonly ManualTime time = new();

    public void Dispose() => copy.Dispose();

    [Fact]
    public async Task A_killed_process_leaves_everything_that_was_confirmed()
    {
        await using var store = new RocksDbStoreUnderTest();
        await EnqueueAsync(store, 5);
        Copy(store);

        Assert.Equal(5, await CountAsync());
    }

    [Fact]
    public async Task A_log_that_is_cut_off_anywhere_behind_what_was_confirmed_is_read_up_to_there()
    {
        using var mayEnd = new ManualResetEventSlim(initialState: true);
        await using var store = new RocksDbStoreUnderTest(mayEnd.Wait);
        await EnqueueAsync(store, 5);
        var confirmed = LogLength(store);
        using var hold = new Hold(mayEnd);
        var writing = await WriteUnsyncedAsync(store);
        var written = LogLength(store);

        for (var length = confirmed; length <= written; length += Math.Max(1, (written - confirmed) / 12))
        {
            Copy(store);
            using (var log = new FileStream(Log(copy.Path), FileMode.Open))
            {
                log.SetLength(length);
            }

            Assert.InRange(await CountAsync(), 5, 7);
        }

        hold.Dispose();
        await Task.WhenAll(writing);
    }

    // RocksDB itself never gets past such a header.
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(11)]
    [InlineData(131)]
    public async Task A_torn_write_that_looks_like_a_reused_log_does_not_stop_a_start(byte type)
    {
        await using var store = new RocksDbStoreUnderTest();
        await EnqueueAsync(store, 5);
        Copy(store);
        var garbage = new byte[100_000];
        garbage.AsSpan().Fill(type);
        await File.AppendAllBytesAsync(Log(copy.Path), garbage);

        var refusal = Assert.Throws<RocksDbStoreException>(() => StoreCheck.Run(copy.Path));
        Assert.Contains(Path.GetFileName(Log(copy.Path)), refusal.Message, StringComparison.Ordinal);
        Assert.Equal(5, await CountAsync());
        Assert.True(StoreCheck.Run(copy.Path).IsIntact);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public async Task A_torn_write_behind_what_was_confirmed_does_not_stop_a_start(int length)
    {
        await using var store = new RocksDbStoreUnderTest();
        await EnqueueAsync(store, 5);
        Copy(store);
        var garbage = new byte[length];
        new Random(length).NextBytes(garbage);
        await File.AppendAllBytesAsync(Log(copy.Path), garbage);

        Assert.Equal(5, await CountAsync());
    }

    [Fact]
    public async Task Zeros_and_a_later_record_without_an_earlier_one_behind_what_was_confirmed_do_not_stop_a_start()
    {
        using var mayEnd = new ManualResetEventSlim(initialState: true);
        await using var store = new RocksDbStoreUnderTest(mayEnd.Wait);
        await EnqueueAsync(store, 5);
        var confirmed = LogLength(store);
        using var hold = new Hold(mayEnd);
        var writing = await WriteUnsyncedAsync(store);
        Copy(store);
        using (var log = new FileStream(Log(copy.Path), FileMode.Open))
        {
            log.Position = confirmed + 4096;
            log.Write(new byte[8192]);
        }

        Assert.Equal(5, await CountAsync());
        hold.Dispose();
        await Task.WhenAll(writing);
    }

    [Fact]
    public async Task A_log_that_ends_before_what_was_confirmed_is_reported_with_the_way_to_continue()
    {
        await using var store = new RocksDbStoreUnderTest();
        await EnqueueAsync(store, 5);
        Copy(store);
        using (var log = new FileStream(Log(copy.Path), FileMode.Open))
        {
            log.SetLength(log.Length - Large);
        }

        var refusal = Assert.Throws<RocksDbStoreException>(() => RocksDbStore.Open(copy.Path, time)).Message;
        Assert.Contains("the last 1 writes that were acknowledged are missing from its log", refusal, StringComparison.Ordinal);
        File.Delete(copy.File(SyncedMark.Name));
        Assert.Equal(4, await CountAsync());
    }

    [Fact]
    public async Task A_log_that_is_damaged_where_it_was_confirmed_is_reported_and_not_skipped()
    {
        await using var store = new RocksDbStoreUnderTest();
        await EnqueueAsync(store, 5);

        Copy(store);
        Damage(Large / 2);

        var refusal = Assert.Throws<RocksDbStoreException>(() => RocksDbStore.Open(copy.Path, time)).Message;
        Assert.Contains("is damaged: Corruption:", refusal, StringComparison.Ordinal);
    }

    // At a header of such a type RocksDB neither goes on nor reports damage.
    [Fact]
    public async Task Damage_that_looks_like_a_reused_log_is_reported_too_where_it_was_confirmed()
    {
        await using var store = new RocksDbStoreUnderTest();
        await EnqueueAsync(store, 5);
        Copy(store);
        using (var log = new FileStream(Log(copy.Path), FileMode.Open))
        {
            // The header of the second block, which is within the first message.
            log.Position = BlockLength;
            log.Write([0, 0, 0, 0, 1, 0, 6]);
        }

        for (var start = 1; start <= 2; start++)
        {
            var refusal = Assert.Throws<RocksDbStoreException>(() => RocksDbStore.Open(copy.Path, time)).Message;
            Assert.Contains("is damaged: Corruption:", refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_record_of_which_only_the_type_is_damaged_is_read()
    {
        await using var store = new RocksDbStoreUnderTest();
        await EnqueueAsync(store, 5);
        Copy(store);
        using (var log = new FileStream(Log(copy.Path), FileMode.Open))
        {
            log.Position = TypeOffset;
            var type = log.ReadByte();
            log.Position = TypeOffset;
            log.WriteByte((byte)(type + 4));
        }

        Assert.Equal(5, await CountAsync());
    }

    private static async Task EnqueueAsync(RocksDbStoreUnderTest store, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await store.Queue.EnqueueAsync(Text(), TimeSpan.Zero, default);
        }
    }

    // Two batches: one whose sync does not end, and the one behind it.
    private static async Task<List<Task>> WriteUnsyncedAsync(RocksDbStoreUnderTest store)
    {
        List<Task> writing = [];
        for (var i = 0; i < 2; i++)
        {
            var before = store.Store.Writer.Batches;
            writing.Add(store.Queue.EnqueueAsync(Text(), TimeSpan.Zero, default).AsTask());
            await Eventually.Async(() => Task.FromResult(store.Store.Writer.Batches), batches => batches > before);
        }

        return writing;
    }

    private static byte[] Text()
    {
        var text = new byte[Large];
        Random.Shared.NextBytes(text);
        return text;
    }

    private static string Log(string folder) => Directory.GetFiles(folder, "*.log").Single();

    private static long LogLength(RocksDbStoreUnderTest store) => new FileInfo(Log(store.Folder)).Length;

    private void Copy(RocksDbStoreUnderTest store)
    {
        foreach (var file in Directory.GetFiles(copy.Path))
        {
            File.Delete(file);
        }

        // To close the lock file would release the lock.
        foreach (var file in Directory.GetFiles(store.Folder).Where(file => Path.GetFileName(file) != "LOCK"))
        {
            File.Copy(file, copy.File(Path.GetFileName(file)));
        }
    }

    private void Damage(long at)
    {
        using var log = new FileStream(Log(copy.Path), FileMode.Open);
        log.Position = at;
        log.Write(new byte[100]);
    }

    private async Task<long> CountAsync()
    {
        await using var store = RocksDbStore.Open(copy.Path, time);
        return await new RocksDbEventQueue(store).CountAsync(default);
    }

    // Also ends when a test fails: a store that is disposed waits for its last sync.
    private sealed class Hold : IDisposable
    {
        private readonly ManualResetEventSlim mayEnd;

        public Hold(ManualResetEventSlim mayEnd)
        {
            this.mayEnd = mayEnd;
            mayEnd.Reset();
        }

        public void Dispose() => mayEnd.Set();
    }
}
