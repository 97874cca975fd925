using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

/// <summary>The real server on a disk that has no room, cannot be written, is used by others, or fails.</summary>
public sealed class DiskTests
{
    private static readonly string[] Serve = ["serve", "--urls", "http://127.0.0.1:0"];
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    // With it, the log is soon copied into the file.
    private static readonly string LongNote = new('x', 100_000);

    [SmallDiskFact]
    public async Task A_full_disk_is_a_503_and_when_there_is_room_again_everything_goes_on_without_a_restart()
    {
        using var disk = SmallDisk.Mount(megabytes: 16);
        using var server = ServerProcess.Start(disk.Path, RunningServer.ShopSettings(), Serve);
        using var client = await server.ClientAsync();
        var acked = new List<string>();
        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(client, acked));

        disk.Fill();
        var answer = await Eventually.Async(() => DeliverAsync(client, acked), status => status != HttpStatusCode.OK, Recovery);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer);
        await Eventually.Async(
            () => Task.FromResult(string.Join('\n', server.Lines)), said => said.Contains("full", StringComparison.Ordinal));

        disk.Free();
        await Eventually.Async(() => DeliverAsync(client, acked), status => status == HttpStatusCode.OK, Recovery);
        await AssertCompletedAsync(client, acked);
        await server.TerminateAsync();
        Assert.Equal(0, await server.ExitCodeAsync());
        Assert.Equal("ok", SqliteLeftovers.Check(disk.File("payhooks.db")));
    }

    [SmallDiskFact]
    public async Task A_start_without_room_for_the_file_says_so()
    {
        using var disk = SmallDisk.Mount(megabytes: 1);
        disk.Fill();
        using var server = ServerProcess.Start(disk.Path, RunningServer.ShopSettings(), Serve);

        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.Equal("payhooks: There is no room left for payhooks.db. Make room on its disk and try again.", Assert.Single(server.Lines));
    }

    [SmallDiskFact]
    public async Task Killed_on_a_full_disk_it_starts_again_when_there_is_room_and_has_everything()
    {
        using var disk = SmallDisk.Mount(megabytes: 16);
        var acked = new List<string>();
        using (var server = ServerProcess.Start(disk.Path, RunningServer.ShopSettings(), Serve))
        {
            using var client = await server.ClientAsync();
            Assert.Equal(HttpStatusCode.OK, await DeliverAsync(client, acked));
            disk.Fill();
            await Eventually.Async(() => DeliverAsync(client, acked), status => status != HttpStatusCode.OK, Recovery);
            await server.KillAsync();
        }

        disk.Free();
        await AssertNextHasAsync(disk.Path, acked);
    }

    [SmallDiskFact]
    public async Task A_disk_that_cannot_be_written_is_named_at_start()
    {
        using var disk = SmallDisk.Mount(megabytes: 16);
        using (var server = ServerProcess.Start(disk.Path, RunningServer.ShopSettings(), Serve))
        {
            using var client = await server.ClientAsync();
            Assert.Equal(HttpStatusCode.OK, await DeliverAsync(client, []));
            await server.KillAsync();
        }

        disk.MakeReadOnly();
        using var readOnly = ServerProcess.Start(disk.Path, RunningServer.ShopSettings(), Serve);
        Assert.Equal(1, await readOnly.ExitCodeAsync());
        var line = Assert.Single(readOnly.Lines);
        Assert.Contains("payhooks.db cannot be written", line, StringComparison.Ordinal);
        Assert.Contains(disk.Path, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_another_program_holds_is_a_503_and_what_is_sent_again_is_taken()
    {
        using var folder = new TemporaryFolder();
        using var server = ServerProcess.Start(folder.Path, RunningServer.ShopSettings(), Serve);
        using var client = await server.ClientAsync();
        var acked = new List<string>();
        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(client, acked));
        await AssertCompletedAsync(client, acked);

        using (var other = new SqliteConnection($"Data Source={folder.File("payhooks.db")};Pooling=False"))
        {
            other.Open();
            using var held = other.BeginTransaction();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await DeliverAsync(client, acked));
        }

        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(client, acked));
        await AssertCompletedAsync(client, acked);
        await server.TerminateAsync();
        Assert.Equal(0, await server.ExitCodeAsync());
        Assert.Equal("ok", SqliteLeftovers.Check(folder.File("payhooks.db")));
    }

    [StraceFact("that what the disk does not take is not answered with 200")]
    public async Task What_a_disk_does_not_take_is_a_503()
    {
        using var folder = new TemporaryFolder();
        var acked = new List<string>();

        // The thread that syncs for the answers comes to so many, the one that syncs the head of a new log does not.
        using (var server = StartFailing(folder, "payhooks.db-wal", from: 20))
        {
            using var client = await server.ClientAsync();
            await DeliverUntilRefusedAsync(client, acked);
            Assert.InRange(acked.Count, 1, 19);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await DeliverAsync(client, acked));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await DeliverAsync(client, acked));
            await server.KillAsync();
        }

        await AssertNextHasAsync(folder.Path, acked);
    }

    [StraceFact("that a disk which fails to take the file costs nothing")]
    public async Task A_disk_that_fails_to_take_the_file_stops_the_server_and_the_next_one_has_everything()
    {
        using var folder = new TemporaryFolder();
        var acked = new List<string>();
        using (var first = ServerProcess.Start(folder.Path, RunningServer.ShopSettings(), Serve))
        {
            // To make the file needs a disk that works.
            using var client = await first.ClientAsync();
            await first.TerminateAsync();
            Assert.Equal(0, await first.ExitCodeAsync());
        }

        using (var server = StartFailing(folder, "payhooks.db", from: 1))
        {
            using var client = await server.ClientAsync();
            await DeliverUntilRefusedAsync(client, acked, LongNote);
            Assert.Equal(1, await server.ExitCodeAsync());
            Assert.Contains(server.Lines, line => line.Contains("The disk failed to take what the store wrote.", StringComparison.Ordinal));
        }

        await AssertNextHasAsync(folder.Path, acked);
    }

    private static ServerProcess StartFailing(TemporaryFolder folder, string file, int from) => ServerProcess.StartUnder(
        SystemCalls.FailingToSync(folder.File(file), from, folder.File("trace.txt")), folder.Path, RunningServer.ShopSettings(), Serve);

    private static async Task AssertNextHasAsync(string folder, List<string> acked)
    {
        using (var next = ServerProcess.Start(folder, RunningServer.ShopSettings(), Serve))
        {
            using var client = await next.ClientAsync();
            await AssertCompletedAsync(client, acked);
            await next.TerminateAsync();
            Assert.Equal(0, await next.ExitCodeAsync());
        }

        Assert.Equal("ok", SqliteLeftovers.Check(Path.Combine(folder, "payhooks.db")));
    }

    private static async Task DeliverUntilRefusedAsync(HttpClient client, List<string> acked, string? note = null)
    {
        try
        {
            while (await DeliverAsync(client, acked, note) == HttpStatusCode.OK)
            {
                Assert.InRange(acked.Count, 1, 1000);
            }
        }
        catch (HttpRequestException)
        {
            // It has stopped already.
        }
    }

    private static async Task<HttpStatusCode> DeliverAsync(HttpClient client, List<string> acked, string? note = null)
    {
        var id = $"evt-{acked.Count}";
        using var response = await client.SendAsync(RunningServer.Delivery(RunningServer.Body(id, note: note)));
        if (response.StatusCode == HttpStatusCode.OK)
        {
            acked.Add(id);
        }
        else
        {
            Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }

        return response.StatusCode;
    }

    private static async Task AssertCompletedAsync(HttpClient client, List<string> acked)
    {
        var missing = await Eventually.Async(
            async () => string.Join(' ', acked.Except(await CompletedAsync(client), StringComparer.Ordinal)), left => left.Length == 0, Recovery);
        Assert.Empty(missing);
    }

    private static async Task<HashSet<string>> CompletedAsync(HttpClient client)
    {
        HashSet<string> completed = new(StringComparer.Ordinal);
        for (string? cursor = ""; cursor is not null;)
        {
            var page = JsonNode.Parse(await client.GetStringAsync($"/api/events?status=completed&limit=500&cursor={cursor}"))!;
            completed.UnionWith(page["events"]!.AsArray().Select(seen => (string)seen!["providerEventId"]!));
            cursor = (string?)page["cursor"];
        }

        return completed;
    }
}
