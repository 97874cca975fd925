using PayHooks.Tests.Support;

namespace PayHooks.Tests.Storage;

public sealed class SqliteCheckpointTests : SqliteStoreTest
{
    [Fact]
    public async Task The_log_is_copied_into_the_file_beside_the_writer_and_begins_anew()
    {
        var (file, log) = (new FileInfo(Store.Store.Path), new FileInfo($"{Store.Store.Path}-wal"));
        var text = new byte[100_000];
        for (var i = 0; i < 120; i++)
        {
            await Store.Queue.EnqueueAsync(text, TimeSpan.FromDays(1), default);
        }

        // Only a copy makes the file grow, and only a log that begins anew stops growing.
        await Eventually.Async(() => Task.FromResult(Length(file)), length => length > 4_000_000);
        await Eventually.Async(
            async () =>
            {
                var before = Length(log);
                await Store.Queue.EnqueueAsync(text, TimeSpan.FromDays(1), default);
                return Length(log) - before;
            },
            grown => grown == 0);
        Assert.InRange(Length(log), 4_000_000, 32_000_000);
    }

    private static long Length(FileInfo file)
    {
        file.Refresh();
        return file.Length;
    }
}
