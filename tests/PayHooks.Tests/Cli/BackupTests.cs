using System.Net;
using PayHooks.RocksDb;
using PayHooks.RocksDb.Backup;
using PayHooks.RocksDb.Engine;
using PayHooks.Tests.Server;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Cli;

/// <summary>Backup, check and restore, as an operator does them.</summary>
public sealed class BackupTests : IDisposable
{
    private static readonly string[] Serve = ["serve", "--urls", "http://127.0.0.1:0"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_backup_taken_under_load_restores_to_a_server_with_every_delivery_acknowledged_before_it()
    {
        var backup = folder.File("backup.tar");
        string[] before;
        using (var server = ServerProcess.Start(folder.Path, RunningServer.ShopSettings(), Serve))
        {
            using var client = await server.ClientAsync();
            before = await DeliverAsync(client, "before", 100);
            using var ended = new CancellationTokenSource();
            var load = LoadAsync(client, ended.Token);

            var run = await ToolRun.Of("backup", backup, "--server", client.BaseAddress!.ToString());

            Assert.Equal(0, run.ExitCode);
            await ended.CancelAsync();
            await load;
            await server.KillAsync();
        }

        Directory.Move(folder.File("payhooks-data"), folder.File("lost"));
        Assert.Equal(0, (await ToolRun.Of("check", backup)).ExitCode);
        Assert.Equal(0, (await ToolRun.Of("restore", backup, "--data", folder.File("payhooks-data"))).ExitCode);

        using var next = ServerProcess.Start(folder.Path, RunningServer.ShopSettings(), Serve);
        using var again = await next.ClientAsync();
        var missing = await Eventually.Async(
            async () => before.Except(await CompletedAsync(again), StringComparer.Ordinal).Count(), left =>
                left == 0, TimeSpan.FromSeconds(30));
        Assert.Equal(0, missing);
    }

    [Fact]
    public async Task A_folder_that_a_server_uses_is_neither_checked_nor_backed_up_behind_its_back()
    {
        using var server = ServerProcess.Start(folder.Path, RunningServer.ShopSettings(), Serve);
        using var client = await server.ClientAsync();

        var check = await ToolRun.Of("check", folder.File("payhooks-data"));
        var backup = await ToolRun.Of("backup", folder.File("backup.tar"), "--data", folder.File("payhooks-data"));

        Assert.Equal(1, check.ExitCode);
        Assert.Contains("payhooks-data is in use by a server. Back it up with: payhooks backup FILE.", check.Error,
            StringComparison.Ordinal);
        Assert.Equal(1, backup.ExitCode);
        Assert.Contains("is in use by another payhooks process", backup.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task The_folder_of_a_stopped_server_is_checked_and_backed_up_without_one()
    {
        await FillAsync(3);

        var check = await ToolRun.Of("check", folder.File("payhooks-data"), "--json");
        var backup = await ToolRun.Of("backup", folder.File("backup.tar"), "--data", folder.File("payhooks-data"));
        var restore = await ToolRun.Of("restore", folder.File("backup.tar"), "--data", folder.File("restored"));

        Assert.Equal((0, 3, true), (check.ExitCode, (int)check.Json["events"]!, (bool)check.Json["isIntact"]!));
        Assert.Equal(0, backup.ExitCode);
        Assert.Equal(0, restore.ExitCode);
        Assert.Equal(3, (int)(await ToolRun.Of("check", folder.File("restored"), "--json")).Json["events"]!);
    }

    [Fact]
    public async Task A_damaged_table_is_reported_with_its_name()
    {
        await FillAsync(3);

        // The second start writes the first one's log into tables.
        await FillAsync(3);
        await DamageTableAsync();

        var check = await ToolRun.Of("check", folder.File("payhooks-data"));

        Assert.Equal(1, check.ExitCode);
        Assert.Contains(".sst", check.Output, StringComparison.Ordinal);
        Assert.Contains("problem", check.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut", "is incomplete")]
    [InlineData("changed", "is damaged: its file")]
    [InlineData("other", "is not a backup of PayHooks")]
    public async Task A_backup_that_is_not_whole_is_refused_and_no_folder_appears(string what, string says)
    {
        await FillAsync(3);
        var backup = folder.File("backup.tar");
        Assert.Equal(0, (await ToolRun.Of("backup", backup, "--data", folder.File("payhooks-data"))).ExitCode);
        var bytes = await File.ReadAllBytesAsync(backup);
        switch (what)
        {
            case "cut":
                // In front of the list, at the end of an entry's block.
                bytes = bytes[..(bytes.AsSpan().LastIndexOf("SHA256SUMS"u8) / 512 * 512 - 1024)];
                break;
            case "changed":
                bytes[bytes.AsSpan().IndexOf("[Version]"u8)] ^= 0xFF;
                break;
            default:
                bytes = [.. Enumerable.Repeat((byte)'x', 10_000)];
                break;
        }

        await File.WriteAllBytesAsync(backup, bytes);

        var restore = await ToolRun.Of("restore", backup, "--data", folder.File("restored"));

        Assert.Equal(1, restore.ExitCode);
        Assert.Contains(says, restore.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("restored")));
        Assert.False(Directory.Exists(folder.File("restored.restoring")));
    }

    [Fact]
    public async Task An_older_version_refuses_the_folder_and_the_backup_of_a_newer_one_and_changes_neither()
    {
        await FillAsync(1);
        var (data, backup, said) = (folder.File("payhooks-data"), folder.File("backup.tar"), "was written by a newer PayHooks");
        using (var database = Database.Open(data))
        {
            using var batch = database.NewBatch();
            batch.Put(Family.State, "format"u8, [0, 0, 0, StoreFolder.Format + 1]);
            database.Write(batch);
            database.Sync();
        }

        await using (var file = File.Create(backup))
        {
            await BackupArchive.WriteAsync(data, file, CancellationToken.None);
        }

        var before = await File.ReadAllBytesAsync(backup);
        foreach (var args in new string[][]
        {
            ["check", data], ["backup", folder.File("other.tar"), "--data", data], ["check", backup],
            ["restore", backup, "--data", folder.File("restored")],
        })
        {
            var run = await ToolRun.Of(args);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains(said, run.Error, StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(backup));
        Assert.False(Directory.Exists(folder.File("restored")));
        Assert.False(File.Exists(folder.File("other.tar")));
    }

    [Fact]
    public async Task Nothing_that_exists_is_overwritten()
    {
        await FillAsync(1);
        var (data, backup) = (folder.File("payhooks-data"), folder.File("backup.tar"));
        Assert.Equal(0, (await ToolRun.Of("backup", backup, "--data", data)).ExitCode);

        var again = await ToolRun.Of("backup", backup, "--data", data);
        var over = await ToolRun.Of("restore", backup, "--data", data);

        Assert.Equal(2, again.ExitCode);
        Assert.Equal(1, over.ExitCode);
        Assert.Contains("payhooks-data exists already.", over.Error, StringComparison.Ordinal);
    }

    private async Task FillAsync(int events)
    {
        using var server = ServerProcess.Start(folder.Path, RunningServer.ShopSettings(), Serve);
        using var client = await server.ClientAsync();
        var ids = await DeliverAsync(client, "evt", events);
        await Eventually.Async(async () => ids.Except(await CompletedAsync(client), StringComparer.Ordinal).Count(), left => left == 0);
        await server.TerminateAsync();
        Assert.Equal(0, await server.ExitCodeAsync());
    }

    // In the middle of its data: its end describes it, and without that it cannot be opened.
    private async Task DamageTableAsync()
    {
        var table = Directory.GetFiles(folder.File("payhooks-data"), "*.sst").MaxBy(file => new FileInfo(file).Length)!;
        var bytes = await File.ReadAllBytesAsync(table);
        bytes[10] ^= 0xFF;
        await File.WriteAllBytesAsync(table, bytes);
    }

    private static async Task<string[]> DeliverAsync(HttpClient client, string prefix, int count)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(i => $"{prefix}-{i}")];
        await Task.WhenAll(ids.Select(async id =>
        {
            using var response = await client.SendAsync(RunningServer.Delivery(RunningServer.Body(id)));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }));
        return ids;
    }

    private static async Task LoadAsync(HttpClient client, CancellationToken ended)
    {
        for (var i = 0; !ended.IsCancellationRequested; i++)
        {
            await DeliverAsync(client, $"during-{i}", 8);
        }
    }

    private static async Task<HashSet<string>> CompletedAsync(HttpClient client)
    {
        HashSet<string> completed = new(StringComparer.Ordinal);
        for (string? cursor = ""; cursor is not null;)
        {
            var page = System.Text.Json.Nodes.JsonNode.Parse(
                await client.GetStringAsync($"/api/events?status=completed&limit=500&cursor={cursor}"))!;
            completed.UnionWith(page["events"]!.AsArray().Select(seen => (string)seen!["providerEventId"]!));
            cursor = (string?)page["cursor"];
        }

        return completed;
    }
}
