using System.Net;
using System.Net.Sockets;

namespace PayHooks.Tests.Cli;

/// <summary>An address on this machine where nobody listens: a port that was free a moment ago.</summary>
internal static class Nowhere
{
    public static string Url { get; } = Find();

    private static string Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
