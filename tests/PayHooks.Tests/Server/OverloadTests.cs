using System.Net;
using System.Net.Sockets;
using PayHooks.Tests.Support;
using Xunit.Abstractions;

namespace PayHooks.Tests.Server;

/// <summary>A real server process under many bad callers at once: it stays small, quiet and open.</summary>
public sealed class OverloadTests(ITestOutputHelper output)
{
    private const int Idle = 5000;
    private const int Slow = 300;
    private const int Forgers = 16;
    private const int ForgeriesEach = 150;
    private const long Megabyte = 1024 * 1024;

    // Half of it would be 30 KB for each connection; the runtime keeps some of what it has once used.
    private const long MostGrowth = 300 * Megabyte;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [UnixFact]
    public async Task Genuine_deliveries_get_through_a_siege_and_memory_and_log_stay_bounded()
    {
        using var folder = new TemporaryFolder();
        using var server = ServerProcess.Start(folder.Path, RunningServer.ShopSettings(), "serve", "--urls", "http://127.0.0.1:0");
        using var client = await server.ClientAsync();
        client.Timeout = Patience;
        await AcceptAsync(client, "before");
        var before = server.WorkingSet;

        List<Socket> besiegers = [];
        try
        {
            for (var i = 0; i < Idle; i++)
            {
                besiegers.Add(await RawRequest.ConnectAsync(client.BaseAddress!, ""));
            }

            for (var i = 0; i < Slow; i++)
            {
                besiegers.Add(await RawRequest.ConnectAsync(
                    client.BaseAddress!,
                        $"{RawRequest.Post}Content-Length: 1000000\r\n\r\n{new string('x', 30_000)}"));
            }

            var forging = Task.WhenAll(Enumerable.Range(0, Forgers).Select(_ => ForgeAsync(client)));
            for (var i = 0; i < 20; i++)
            {
                await AcceptAsync(client, $"meanwhile-{i}");
            }

            await forging;
            var growth = server.WorkingSet - before;
            output.WriteLine($"The working set was {before / Megabyte} MiB and grew by {growth / Megabyte} MiB.");
            Assert.InRange(growth, long.MinValue, MostGrowth);
        }
        finally
        {
            besiegers.ForEach(socket => socket.Dispose());
        }

        await AcceptAsync(client, "after");
        await server.TerminateAsync();
        Assert.Equal(0, await server.ExitCodeAsync());
        Assert.Equal(5,
            server.Lines.Count(line =>
            line.Contains("signature_mismatch", StringComparison.Ordinal) && !line.Contains('…', StringComparison.Ordinal)));
        Assert.Contains(server.Lines, line =>
            line.Contains("2,395 more of the same for shop, signature_mismatch", StringComparison.Ordinal));

        // Five of each, and how many more there were; the slow ones that were sent away among them.
        Assert.InRange(
            server.Lines.Count(line => line.Contains("Refused", StringComparison.Ordinal) || line.Contains('…', StringComparison.Ordinal)),
            6, 14);
    }

    private static async Task AcceptAsync(HttpClient client, string id)
    {
        using var response = await client.SendAsync(RunningServer.Delivery(RunningServer.Body(id)));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task ForgeAsync(HttpClient client)
    {
        for (var i = 0; i < ForgeriesEach; i++)
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Post, "/webhooks/shop") { Content = new ByteArrayContent(new byte[20_000]) };
            request.Headers.Add("X-Signature", new string('f', 64));
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }
}
