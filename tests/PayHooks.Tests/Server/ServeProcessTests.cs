using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

public sealed class ServeProcessTests : IAsyncLifetime
{
    private static readonly string[] Serve = ["serve", "--urls", "http://127.0.0.1:0"];
    private static readonly TimeSpan ServiceManagerPatience = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder folder = new();
    private ForwardTarget target = null!;

    public async Task InitializeAsync() => target = await ForwardTarget.StartAsync();

    public async Task DisposeAsync()
    {
        await target.DisposeAsync();
        folder.Dispose();
    }

    [UnixFact]
    public async Task Told_to_stop_it_gives_up_its_claims_and_the_next_start_goes_on()
    {
        await InTheMiddleOfAHandlerAsync(async server =>
        {
            await server.TerminateAsync();
            Assert.Equal(0, await server.ExitCodeAsync(ServiceManagerPatience));
        });
        await NextStartCompletesAsync();
    }

    [UnixFact]
    public async Task Told_to_stop_while_it_starts_it_stops_in_good_order()
    {
        using var server = ServerProcess.Start(folder.Path, Settings(), Serve);
        await Eventually.Async(() => Task.FromResult(File.Exists(folder.File("payhooks-data/LOCK"))), exists => exists);

        await server.TerminateAsync();
        Assert.Equal(0, await server.ExitCodeAsync());
    }

    [Fact]
    public async Task Killed_in_the_middle_of_a_handler_the_next_start_goes_on_within_seconds()
    {
        await InTheMiddleOfAHandlerAsync(server => server.KillAsync());
        await NextStartCompletesAsync();
    }

    [Fact]
    public async Task Says_what_it_does_when_it_starts()
    {
        using var server = ServerProcess.Start(folder.Path, Settings(), Serve);
        using var client = await server.ClientAsync();
        await Eventually.Async(() => Task.FromResult(server.Lines.Count), count => count >= 5);
        var said = string.Join('\n', server.Lines);
        Assert.Contains($"source shop (x-signature): POST {client.BaseAddress}webhooks/shop", said, StringComparison.Ordinal);
        Assert.Contains(folder.File("payhooks-data"), said, StringComparison.Ordinal);
        Assert.Contains($"forwarding to: {target.Url}", said, StringComparison.Ordinal);
        Assert.Contains("open to this machine only", said, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", said, StringComparison.Ordinal);
        Assert.DoesNotContain(RunningServer.Secret, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_is_refused()
    {
        using var first = ServerProcess.Start(folder.Path, Settings(), Serve);
        using var client = await first.ClientAsync();
        using var second = ServerProcess.Start(folder.Path, Settings(), Serve);
        await AssertFailsAsync(second, "payhooks-data is in use by another payhooks process.");
    }

    [UnixFact]
    public async Task A_second_process_on_the_same_folder_by_another_name_is_refused()
    {
        using var first = ServerProcess.Start(folder.Path, Settings(), Serve);
        using var client = await first.ClientAsync();
        Directory.CreateSymbolicLink(folder.File("other"), folder.File("payhooks-data"));
        using var second = ServerProcess.Start(folder.Path, Settings(), [.. Serve, "--data", "other"]);
        await AssertFailsAsync(second, "is in use by another payhooks process.");
    }

    [Fact]
    public async Task A_busy_port_is_named()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        var url = $"http://{busy.LocalEndpoint}";
        using var server = ServerProcess.Start(folder.Path, Settings(), "serve", "--urls", url);
        await AssertFailsAsync(server, url);
    }

    [Fact]
    public async Task A_file_in_place_of_the_folder_is_named()
    {
        await File.WriteAllTextAsync(folder.File("notes.txt"), new string('x', 4096));
        using var server = ServerProcess.Start(folder.Path, Settings(), [.. Serve, "--data", "notes.txt"]);
        await AssertFailsAsync(server, "notes.txt is a file. Name a folder.");
    }

    [Fact]
    public async Task Wrong_usage_is_exit_code_2()
    {
        using var server = ServerProcess.Start(folder.Path, Settings(), "serve", "--nonsense");
        Assert.Equal(2, await server.ExitCodeAsync());
    }

    private Dictionary<string, string?> Settings() => target.Settings().Concat(RunningServer.ShopSettings()).ToDictionary();

    private async Task InTheMiddleOfAHandlerAsync(Func<ServerProcess, Task> end)
    {
        target.Answer = context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        using var server = ServerProcess.Start(folder.Path, Settings(), Serve);
        using var client = await server.ClientAsync();
        using var accepted = await client.SendAsync(RunningServer.Delivery(RunningServer.Body()));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        await Eventually.Async(() => Task.FromResult(target.Requests.Count), count => count == 1);
        await end(server);
    }

    private async Task NextStartCompletesAsync()
    {
        target.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        };
        using var server = ServerProcess.Start(folder.Path, Settings(), Serve);
        using var client = await server.ClientAsync();

        var seen = await RunningServer.NewestAsync(client, RunningServer.IsCompleted, TimeSpan.FromSeconds(5));

        Assert.Equal(1, (int)seen["attempts"]!);
        Assert.Equal(1, (int)seen["deliveries"]!);
        Assert.Equal(target.Requests.First().Headers["webhook-id"], target.Requests.Last().Headers["webhook-id"]);
    }

    private static async Task AssertFailsAsync(ServerProcess server, string names)
    {
        Assert.Equal(1, await server.ExitCodeAsync());

        // Kestrel warns of its heartbeat on a machine that has no time for it.
        var line = Assert.Single(server.Lines, line =>
            !line.Contains(" warn: Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal));
        Assert.StartsWith("payhooks: ", line, StringComparison.Ordinal);
        Assert.Contains(names, line, StringComparison.Ordinal);
    }
}
