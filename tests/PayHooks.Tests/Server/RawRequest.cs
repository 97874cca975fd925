using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PayHooks.Tests.Server;

/// <summary>Bytes on a socket, for what no decent client sends.</summary>
internal static class RawRequest
{
    /// <summary>A delivery whose headers are not enough to reject it, without its length and body.</summary>
    public const string Post =
        "POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\n"
        + "X-Signature: 0000000000000000000000000000000000000000000000000000000000000000\r\n";

    // The server takes a half-closed connection for a caller that has gone.
    private static readonly TimeSpan HalfCloseAfter = TimeSpan.FromMilliseconds(300);

    /// <summary>Sends the text and returns the answer's status line and headers, and what came with them.</summary>
    public static async Task<string> SendAsync(Uri server, string text)
    {
        using var socket = await ConnectAsync(server, text);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!answer.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && await socket.ReceiveAsync(buffer) is > 0 and var read)
        {
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }

    /// <summary>Sends the text, waits a moment for an answer, says that nothing more comes, and returns all that came until the
    /// end.</summary>
    public static async Task<string> ExchangeAsync(Uri server, string text)
    {
        using var socket = await ConnectAsync(server, "");
        var reading = ReadAsync(socket);
        try
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(text));
            await Task.WhenAny(reading, Task.Delay(HalfCloseAfter, TimeProvider.System));
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It has heard enough.
        }

        return await reading;
    }

    /// <summary>All that the server answers before it closes.</summary>
    public static async Task<string> ReadAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, limit.Token) is > 0 and var read)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            // Reset: closed without ceremony.
        }

        return answer.ToString();
    }

    /// <summary>Sends the text and leaves the connection open.</summary>
    public static async Task<Socket> ConnectAsync(Uri server, string text)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        await socket.SendAsync(Encoding.Latin1.GetBytes(text));
        return socket;
    }
}
