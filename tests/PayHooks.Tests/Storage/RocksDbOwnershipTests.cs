using System.Runtime.InteropServices;
using PayHooks.RocksDb;
using PayHooks.RocksDb.Engine;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

public sealed class RocksDbOwnershipTests : IDisposable
{
    private readonly TemporaryFolder folder = TemporaryFolder.WithoutDisk();
    private readonly ManualTime time = new();

    private string Path => folder.File("payhooks-data");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_folder_that_does_not_exist_is_created_for_its_owner_alone()
    {
        var deep = folder.File("new/deeper/payhooks-data");
        await using var store = RocksDbStore.Open(deep + System.IO.Path.DirectorySeparatorChar, time);

        await WorksAsync(store);
        Assert.Equal(deep, store.Folder);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(deep));
        }
    }

    [Fact]
    public async Task A_second_owner_is_refused_until_the_first_has_ended()
    {
        await using (RocksDbStore.Open(Path, time))
        {
            Assert.Equal("payhooks-data is in use by another payhooks process. Stop that one, or name another folder.", Refusal(Path));
        }

        await using var next = RocksDbStore.Open(Path, time);
        await WorksAsync(next);
    }

    [Fact]
    public void A_file_is_refused()
    {
        File.WriteAllText(Path, "x");

        Assert.Equal("payhooks-data is a file. Name a folder.", Refusal(Path));
    }

    [Fact]
    public void A_folder_with_other_files_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(Path);
        File.WriteAllText(System.IO.Path.Combine(Path, "letter.txt"), "x");

        Assert.Equal("payhooks-data holds other files. Name an empty folder, or one that does not exist.", Refusal(Path));
        Assert.Single(Directory.GetFileSystemEntries(Path));
    }

    [Fact]
    public void The_database_of_another_program_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(Path);
        var options = NativeMethods.rocksdb_options_create();
        NativeMethods.rocksdb_options_set_create_if_missing(options, 1);
        rocksdb_close(rocksdb_open(options, Path, out var error));
        NativeMethods.rocksdb_options_destroy(options);
        Assert.Equal(0, error);
        var before = Directory.GetFiles(Path).Order(StringComparer.Ordinal);

        Assert.Equal("payhooks-data belongs to another program. Name another folder.", Refusal(Path));
        Assert.Equal(before, Directory.GetFiles(Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_newer_format_is_refused_with_its_number()
    {
        await RocksDbStore.Open(Path, time).DisposeAsync();
        using (var database = Database.Open(Path))
        {
            using var batch = database.NewBatch();
            batch.Put(Family.State, "format"u8, [0, 0, 0, StoreFolder.Format + 1]);
            database.Write(batch);
        }

        Assert.Equal(
            $"payhooks-data was written by a newer PayHooks (format {StoreFolder.Format + 1}; this one reads {StoreFolder.Format}). Update "
                + "PayHooks, or name another folder.",
            Refusal(Path));
    }

    [Fact]
    public async Task A_damaged_file_is_reported_and_nothing_is_skipped()
    {
        await RocksDbStore.Open(Path, time).DisposeAsync();
        var manifest = Directory.GetFiles(Path, "MANIFEST-*").Single();
        var bytes = await File.ReadAllBytesAsync(manifest);
        bytes[bytes.Length / 2] ^= 0xFF;
        await File.WriteAllBytesAsync(manifest, bytes);

        var refusal = Refusal(Path);

        Assert.StartsWith("payhooks-data is damaged: Corruption:", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_asked_for_before_the_end_is_done()
    {
        var store = RocksDbStore.Open(Path, time);
        var queue = new RocksDbEventQueue(store);
        var enqueuing = Enumerable.Range(0, 200).Select(i => queue.EnqueueAsync($"{i}").AsTask()).ToList();

        await store.DisposeAsync();

        await Task.WhenAll(enqueuing);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => queue.EnqueueAsync("late").AsTask());
        await using var next = RocksDbStore.Open(Path, time);
        Assert.Equal(200, await new RocksDbEventQueue(next).CountAsync(default));
    }

    private static async Task WorksAsync(RocksDbStore store)
    {
        var queue = new RocksDbEventQueue(store);
        var before = await queue.CountAsync(default);
        await queue.EnqueueAsync("one");
        Assert.Equal(before + 1, await queue.CountAsync(default));
    }

    private string Refusal(string path)
    {
        var message = Assert.Throws<RocksDbStoreException>(() => RocksDbStore.Open(path, time)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

#pragma warning disable SYSLIB1054 // No marshalling code is generated where unsafe code is not allowed.
    [DllImport("rocksdb")]
    private static extern nint rocksdb_open(nint options, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, out nint error);

    [DllImport("rocksdb")]
    private static extern void rocksdb_close(nint database);
#pragma warning restore SYSLIB1054
}
