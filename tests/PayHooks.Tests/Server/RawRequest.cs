using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PayHooks.Tests.Server;

/// <summary>Bytes on a socket, for what no decent client sends.</summary>
internal static class RawRequest
{
    /// <summary>Sends the text and returns everything that comes back until the server closes.</summary>
    public static async Task<string> SendAsync(Uri server, string text)
    {
        using var socket = await ConnectAsync(server, text);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
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
