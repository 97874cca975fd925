using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using PayHooks.RocksDb;
using PayHooks.RocksDb.Engine;
using PayHooks.Tests.Server;
using PayHooks.Tests.Support;
using Xunit.Abstractions;

namespace PayHooks.Tests.Crash.PowerLoss;

/// <summary>
/// A killed process loses nothing that the operating system has; a loss of power does. The server's system calls say what was on the disk
/// at each moment, and what may have been: from that, hundreds of folders are made as a loss of power may leave them.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed partial class PowerLossTests(ITestOutputHelper output) : IDisposable
{
    private const int Images = 400;
    private const int Callers = 8;
    private const int DeliveriesOfCaller = 12;
    private const string Variable = "PAYHOOKS_POWERLOSS_SEED";

    private static readonly string[] Serve = ["serve", "--urls", "http://127.0.0.1:0"];

    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentDictionary<int, ConcurrentQueue<string>> sent = new();

    public void Dispose() => folder.Dispose();

    [StraceFact("that a loss of power at any moment loses nothing that was answered with 200")]
    public async Task Whatever_a_loss_of_power_leaves_the_store_starts_intact_with_every_delivery_answered_200()
    {
        var data = folder.File("payhooks-data");

        // Three runs: a start writes what is in the log into tables, and removes the log.
        string[] lines = [.. await RunAsync(0, kill: true), .. await RunAsync(1, kill: false), .. await RunAsync(2, kill: true)];
        var (disk, responses) = DiskTrace.Read(lines, data);
        var acknowledged = Acknowledged(responses);
        Assert.Equal(3 * Callers * DeliveriesOfCaller, acknowledged.Count);
        var seed = int.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var wanted) ? wanted
            : Random.Shared.Next();
        output.WriteLine($"{Variable}={seed}; {lines.Length} system calls, {disk.Moments.Count} moments.");

        await Parallel.ForAsync(0, Images, (image, _) => CheckAsync(disk, acknowledged, lines.Length, new Random(seed + image), image));
    }

    private static async ValueTask CheckAsync(CrashDisk disk, List<(string Id, int At)> acknowledged, int last, Random random, int image)
    {
        using var copy = TemporaryFolder.WithoutDisk();
        var at = random.Next(2) == 0 ? random.Next(last + 1) : disk.Moments[random.Next(disk.Moments.Count)] + random.Next(3);
        disk.Write(at, random, copy.Path);
        string? problem;
        try
        {
            await using var store = RocksDbStore.Open(copy.Path, TimeProvider.System);
            var found = FindIds(store.Database);
            var missing = acknowledged.Where(one => one.At < at && !found.Contains(one.Id)).Select(one => one.Id).ToList();
            problem = missing.Count > 0 ? $"lost {string.Join(' ', missing)}" : FirstProblem(store.Database);
        }
        catch (RocksDbStoreException e)
        {
            problem = e.Message;
        }

        Assert.True(problem is null, $"Image {image}, power lost at line {at}: {problem}");
    }

    private static string? FirstProblem(Database database) =>
        StoreCheck.Run(database) is { IsIntact: false } report ? report.Problems[0] : null;

    // A body counts if a message or an event has it.
    private static HashSet<string> FindIds(Database database)
    {
        HashSet<long> owners = [];
        Each(database, Family.Queue, (key, _) => owners.Add(Number(key[8..])));
        Each(database, Family.Events, (key, _) => owners.Add(Number(key)));
        HashSet<string> found = new(StringComparer.Ordinal);
        Each(database, Family.Bodies, (key, body) =>
        {
            if (owners.Contains(Number(key)) && Id().Match(Encoding.UTF8.GetString(body)) is { Success: true } id)
            {
                found.Add(id.Value);
            }
        });
        return found;
    }

    private static void Each(Database database, Family family, Entry entry)
    {
        using var range = database.Range(family);
        for (var more = range.ToFirst(); more; more = range.ToNext())
        {
            entry(range.Key, range.Value);
        }
    }

    private static long Number(ReadOnlySpan<byte> key) => System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(key);

    private List<(string Id, int At)> Acknowledged(IReadOnlyList<Response> responses)
    {
        List<(string Id, int At)> acknowledged = [];
        foreach (var response in responses)
        {
            // A port may be used again: its deliveries are answered in their order.
            if (sent.TryGetValue(response.Port, out var ids) && ids.TryDequeue(out var id))
            {
                acknowledged.Add((id, response.Begin));
            }
        }

        return acknowledged;
    }

    private async Task<string[]> RunAsync(int run, bool kill)
    {
        var trace = folder.File($"trace-{run}.txt");
        using var server = ServerProcess.StartUnder(DiskTrace.Command(trace), folder.Path, RunningServer.ShopSettings(), Serve);
        using var client = await server.ClientAsync();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            for (var i = 0; i < DeliveriesOfCaller; i++)
            {
                await DeliverAsync(client.BaseAddress!, $"evt-{run}-{caller}-{i}", large: i % 6 == 5);
            }
        }));
        await (kill ? server.KillAsync() : server.TerminateAsync());
        await server.ExitCodeAsync();
        return await Eventually.Async(
            () => File.ReadAllLinesAsync(trace), read => read.Length > 0 && read[^1].Contains("+++", StringComparison.Ordinal));
    }

    // A socket of its own, because its port tells the responses apart.
    private async Task DeliverAsync(Uri server, string id, bool large)
    {
        var body = RunningServer.Body(id, note: large ? new string('x', 20_000) : null);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        sent.GetOrAdd(((IPEndPoint)socket.LocalEndPoint!).Port, _ => new()).Enqueue(id);
        var head = $"POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nX-Signature: {RunningServer.Signature(body)}\r\nContent-Length: "
            + $"{body.Length}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head));
        for (var left = body.AsMemory(); left.Length > 0;)
        {
            left = left[await socket.SendAsync(left)..];
        }

        var response = new byte[1024];
        var read = await socket.ReceiveAsync(response);
        Assert.StartsWith("HTTP/1.1 200 OK", Encoding.ASCII.GetString(response, 0, read), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"evt-\d+-\d+-\d+", RegexOptions.NonBacktracking)]
    private static partial Regex Id();

    private delegate void Entry(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);
}
