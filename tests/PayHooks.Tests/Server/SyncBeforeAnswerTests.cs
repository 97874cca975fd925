using System.Net;
using System.Net.Sockets;
using System.Text;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

/// <summary>A killed process loses nothing that the operating system has; a power cut does. What is answered 200 is on the disk.</summary>
[Collection(AloneCollection.Name)]
public sealed class SyncBeforeAnswerTests : IDisposable
{
    private const int Callers = 20;
    private const int NoteLength = 90;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [StraceFact("that a sync comes before every 200")]
    public async Task Between_the_write_of_a_delivery_and_its_200_the_log_is_synced()
    {
        var trace = folder.File("trace.txt");
        using var server = ServerProcess.StartUnder(
            SystemCalls.Tracing(trace), folder.Path, RunningServer.ShopSettings(), "serve", "--urls", "http://127.0.0.1:0");
        using var client = await server.ClientAsync();

        // At the same time, so that they share commits; each body is known again by its letter.
        var ports = await Task.WhenAll(Enumerable.Range(0, Callers)
            .Select(caller => DeliverAsync(client.BaseAddress!, (char)('a' + caller))));

        await server.TerminateAsync();
        Assert.Equal(0, await server.ExitCodeAsync());
        var lines = await Eventually.Async(
            () => File.ReadAllLinesAsync(trace), read =>
                read.LastOrDefault()?.EndsWith("+++ exited with 0 +++", StringComparison.Ordinal) == true);
        var calls = SystemCalls.Read(lines);
        Assert.All(ports.Index(), one => AssertSynced(calls, (char)('a' + one.Index), one.Item));
    }

    private static void AssertSynced(IReadOnlyList<SystemCall> calls, char letter, int port)
    {
        var stored = calls.FirstOrDefault(call => call.Writes(Stored(letter), ".log>"));
        var answered = calls.FirstOrDefault(call => call.Writes("HTTP/1.1 200 OK", $"->127.0.0.1:{port}]"));
        Assert.True(stored is not null, $"The delivery '{letter}' was never written to the log.");
        Assert.True(answered is not null, $"The delivery '{letter}' was never answered.");
        Assert.True(
            calls.Any(call => call.IsSyncOf(stored.File!) && stored.End < call.Begin && call.End < answered.Begin),
            $"The delivery '{letter}' was written at line {stored.End} of the trace and answered at line {answered.Begin}, without a sync "
                + "in between.");
    }

    private static string Stored(char letter) => new(letter, NoteLength);

    // A socket of its own, because its port tells the answers apart.
    private static async Task<int> DeliverAsync(Uri server, char letter)
    {
        var body = Encoding.ASCII.GetBytes(
            $$"""{ "id": "evt-{{letter}}", "event": "payment.completed", "note": "{{new string(letter, NoteLength)}}" }""");
        using var socket = await RawRequest.ConnectAsync(
            server,
            $"POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nX-Signature: {RunningServer.Signature(body)}\r\nContent-Length: "
                + $"{body.Length}\r\n\r\n{Encoding.ASCII.GetString(body)}");
        var answer = new byte[1024];
        var read = await socket.ReceiveAsync(answer, SocketFlags.None);
        Assert.StartsWith("HTTP/1.1 200 OK", Encoding.ASCII.GetString(answer, 0, read), StringComparison.Ordinal);
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
