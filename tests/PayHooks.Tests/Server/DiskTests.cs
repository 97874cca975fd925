using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using PayHooks.Tests.Storage;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

/// <summary>The real server on a disk that has no room, cannot be written, or is used by others.</summary>
public sealed class DiskTests
{
    private static readonly string[] Serve = ["serve", "--urls", "http://127.0.0.1:0"];
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

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
        using (var server = ServerProcess.Start(disk.Path, RunningServer.ShopSettings(), Serve))
        {
            using var client = await server.ClientAsync();
            await AssertCompletedAsync(client, acked);
            await server.TerminateAsync();
            Assert.Equal(0, await server.ExitCodeAsync());
        }

        Assert.Equal("ok", SqliteLeftovers.Check(disk.File("payhooks.db")));
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

    private static async Task<HttpStatusCode> DeliverAsync(HttpClient client, List<string> acked)
    {
        var id = $"evt-{acked.Count}";
        using var response = await client.SendAsync(RunningServer.Delivery(RunningServer.Body(id)));
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
