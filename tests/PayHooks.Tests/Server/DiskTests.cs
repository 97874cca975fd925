using System.Net;
using System.Text.Json.Nodes;
using PayHooks.RocksDb;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

/// <summary>The real server on a disk that has no room, cannot be written, loses the folder, or fails.</summary>
public sealed class DiskTests
{
    private static readonly string[] Serve = ["serve", "--urls", "http://127.0.0.1:0"];
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    [SmallDiskFact]
    public async Task A_full_disk_is_a_503_and_when_there_is_room_again_everything_goes_on_without_a_restart()
    {
        using var disk = SmallDisk.Mount(megabytes: 64);
        using var server = ServerProcess.Start(disk.Path, RunningServer.ShopSettings(), Serve);
        using var client = await server.ClientAsync();
        var acked = new List<string>();
        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(client, acked));

        disk.Fill();
        var answer = await Eventually.Async(() => DeliverAsync(client, acked), status => status != HttpStatusCode.OK, Recovery);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await HealthAsync(client));
        await Eventually.Async(
            () => Task.FromResult(string.Join('\n', server.Lines)), said => said.Contains("full", StringComparison.Ordinal));

        disk.Free();
        await Eventually.Async(() => DeliverAsync(client, acked), status => status == HttpStatusCode.OK, Recovery);
        Assert.Equal(HttpStatusCode.OK, await HealthAsync(client));
        await AssertCompletedAsync(client, acked);
        await server.TerminateAsync();
        Assert.Equal(0, await server.ExitCodeAsync());
        AssertIntact(disk.Path);
    }

    [SmallDiskFact]
    public async Task A_start_without_room_for_the_folder_says_so()
    {
        using var disk = SmallDisk.Mount(megabytes: 1);
        disk.Fill();
        using var server = ServerProcess.Start(disk.Path, RunningServer.ShopSettings(), Serve);

        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.Equal("payhooks: There is no room left for payhooks-data. Make room on its disk and try again.",
            Assert.Single(server.Lines));
    }

    [SmallDiskFact]
    public async Task Killed_on_a_full_disk_it_starts_again_when_there_is_room_and_has_everything()
    {
        using var disk = SmallDisk.Mount(megabytes: 64);
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
        using var disk = SmallDisk.Mount(megabytes: 64);
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
        Assert.Contains("payhooks-data cannot be written", line, StringComparison.Ordinal);
        Assert.Contains(disk.Path, line, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_folder_that_is_removed_while_the_server_runs_is_a_503_and_the_server_stops_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        using var server = ServerProcess.Start(folder.Path, RunningServer.ShopSettings(), Serve);
        using var client = await server.ClientAsync();
        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(client, []));

        Directory.Delete(folder.File("payhooks-data"), recursive: true);

        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.Contains(server.Lines, line =>
            line.Contains("payhooks-data cannot be used any more: it was removed or renamed.", StringComparison.Ordinal));
    }

    [UnixFact]
    public async Task A_folder_that_is_replaced_by_its_copy_while_the_server_runs_stops_the_server_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        using var server = ServerProcess.Start(folder.Path, RunningServer.ShopSettings(), Serve);
        using var client = await server.ClientAsync();
        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(client, []));

        Directory.CreateDirectory(folder.File("copy"));
        foreach (var file in Directory.GetFiles(folder.File("payhooks-data")))
        {
            File.Copy(file, Path.Combine(folder.File("copy"), Path.GetFileName(file)));
        }

        Directory.Move(folder.File("payhooks-data"), folder.File("old"));
        Directory.Move(folder.File("copy"), folder.File("payhooks-data"));

        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.Contains(server.Lines, line => line.Contains("cannot be used any more: it was", StringComparison.Ordinal));
    }

    [StraceFact("that what the disk does not take is not answered with 200")]
    public async Task What_a_disk_does_not_take_is_a_503_and_the_next_start_has_everything_else()
    {
        using var folder = new TemporaryFolder();
        var acked = new List<string>();

        // The thread that syncs for the responses comes to so many, no other one does.
        using (var server = ServerProcess.StartUnder(
            SystemCalls.FailingToSync(from: 40, folder.File("trace.txt")), folder.Path, RunningServer.ShopSettings(), Serve))
        {
            using var client = await server.ClientAsync();
            await DeliverUntilRefusedAsync(client, acked);
            Assert.InRange(acked.Count, 1, 39);
            Assert.Equal(1, await server.ExitCodeAsync());
            Assert.Contains(server.Lines, line => line.Contains("Every acknowledged delivery is in the folder", StringComparison.Ordinal));
        }

        await AssertNextHasAsync(folder.Path, acked);
    }

    private static async Task AssertNextHasAsync(string folder, List<string> acked)
    {
        using (var next = ServerProcess.Start(folder, RunningServer.ShopSettings(), Serve))
        {
            using var client = await next.ClientAsync();
            await AssertCompletedAsync(client, acked);
            await next.TerminateAsync();
            Assert.Equal(0, await next.ExitCodeAsync());
        }

        AssertIntact(folder);
    }

    private static async Task<HttpStatusCode> HealthAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/health");
        return response.StatusCode;
    }

    private static void AssertIntact(string folder) => Assert.Empty(StoreCheck.Run(Path.Combine(folder, "payhooks-data")).Problems);

    private static async Task DeliverUntilRefusedAsync(HttpClient client, List<string> acked)
    {
        try
        {
            while (await DeliverAsync(client, acked) == HttpStatusCode.OK)
            {
                Assert.InRange(acked.Count, 1, 1000);
            }
        }
        catch (HttpRequestException)
        {
            // It has stopped already.
        }
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
            async () => string.Join(' ', acked.Except(await CompletedAsync(client), StringComparer.Ordinal)), left =>
                left.Length == 0, Recovery);
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
