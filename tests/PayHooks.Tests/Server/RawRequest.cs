using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PayHooks.Tests.Server;

/// <summary>Bytes on a socket, for what no decent client sends.</summary>
internal static class RawRequest
{
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

    /// <summary>Sends the text and leaves the connection open.</summary>
    public static async Task<Socket> ConnectAsync(Uri server, string text)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        await socket.SendAsync(Encoding.Latin1.GetBytes(text));
        return socket;
    }
}
