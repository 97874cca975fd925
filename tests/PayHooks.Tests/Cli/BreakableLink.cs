using System.Net;
using System.Net.Sockets;

namespace PayHooks.Tests.Cli;

/// <summary>A TCP relay to a server, on a free port, whose connections can be cut.</summary>
internal sealed class BreakableLink : IAsyncDisposable
{
    private readonly Uri target;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Lock gate = new();
    private readonly List<TcpClient> open = [];
    private readonly Task accepting;
    private bool isCut;

    public BreakableLink(string target)
    {
        this.target = new Uri(target);
        listener.Start();
        accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>Ends all connections; new ones end at once.</summary>
    public void Cut()
    {
        lock (gate)
        {
            isCut = true;
            open.ForEach(one => one.Dispose());
            open.Clear();
        }
    }

    /// <summary>Lets new connections through again.</summary>
    public void Restore()
    {
        lock (gate)
        {
            isCut = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await listener.AcceptTcpClientAsync();
            var server = new TcpClient();
            await server.ConnectAsync(target.Host, target.Port);
            lock (gate)
            {
                if (isCut)
                {
                    client.Dispose();
                    server.Dispose();
                    continue;
                }

                open.AddRange([client, server]);
            }

            _ = CopyAsync(client, server);
            _ = CopyAsync(server, client);
        }
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
        finally
        {
            from.Dispose();
            to.Dispose();
        }
    }
}
