using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Deployment.OneMachine;

/// <summary>nginx or Caddy with this repository's configuration, in front of a server of the test, on a port that was free.</summary>
internal sealed class ReverseProxy : IDisposable
{
    public const string Webhooks = "webhooks.example.com";
    public const string Console = "payhooks.example.internal";

    private const int Tries = 3;
    private const string Network = "10.0.0.0/8";
    private const string Certificate = "site.crt";
    private const string CertificateKey = "site.key";

    private readonly TemporaryFolder folder;
    private readonly Process process;
    private readonly int port;
    private readonly Task<string> said;
    private readonly byte[] certificate;

    private ReverseProxy(string program, Uri server, string network)
    {
        (folder, port) = (new TemporaryFolder(), FreePort());
        certificate = WriteCertificate(folder);
        var start = program == "nginx" ? Nginx(folder, server, port, network) : Caddy(folder, server, port, network);
        start.UseShellExecute = false;
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        process = Process.Start(start)!;
        said = process.StandardError.ReadToEndAsync();
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
    }

    /// <summary>Starts it.</summary>
    /// <param name="program"><c>nginx</c> or <c>caddy</c>.</param>
    /// <param name="server">The server behind it.</param>
    /// <param name="network">The network from which the console can be reached.</param>
    public static async Task<ReverseProxy> StartAsync(string program, Uri server, string network = Network)
    {
        for (var attempt = 1; ; attempt++)
        {
            var proxy = new ReverseProxy(program, server, network);
            if (await proxy.ListensAsync())
            {
                return proxy;
            }

            var why = await proxy.said;
            proxy.Dispose();
            Assert.True(attempt < Tries && why.Contains("in use", StringComparison.Ordinal), why);
        }
    }

    /// <summary>A client that resolves every name to the proxy, and has this address on this machine.</summary>
    public HttpClient Client(string from = "127.0.0.1") => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
        SslOptions =
        {
            RemoteCertificateValidationCallback = (_, sent, _, _) => sent is not null && sent.GetRawCertData().SequenceEqual(certificate),
        },
    })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
        folder.Dispose();
    }

    private static ProcessStartInfo Nginx(TemporaryFolder folder, Uri server, int port, string network)
    {
        File.WriteAllText(folder.File("site.conf"), Repository.Read("infra/one-machine/nginx.conf")
            .Replace("127.0.0.1:7071", server.Authority, StringComparison.Ordinal)
            .Replace("listen 443", $"listen 127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace($"/etc/nginx/tls/{Webhooks}.crt", folder.File(Certificate), StringComparison.Ordinal)
            .Replace($"/etc/nginx/tls/{Webhooks}.key", folder.File(CertificateKey), StringComparison.Ordinal)
            .Replace(Network, network, StringComparison.Ordinal));
        var temporary = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }
            .Select(what => $"{what}_temp_path {folder.File(what)};"));
        File.WriteAllText(
            folder.File("nginx.conf"),
            $"daemon off; error_log stderr; pid {folder.File("nginx.pid")}; events {{}} "
                + $"http {{ access_log off; {temporary} include {folder.File("site.conf")}; }}");
        return new ProcessStartInfo(ProxyDataAttribute.Find("nginx")!, ["-e", "stderr", "-c", folder.File("nginx.conf")]);
    }

    private static ProcessStartInfo Caddy(TemporaryFolder folder, Uri server, int port, string network)
    {
        var tls = $"tls {folder.File(Certificate)} {folder.File(CertificateKey)}";
        File.WriteAllText(folder.File("Caddyfile"), Repository.Read("infra/one-machine/Caddyfile")
            .Replace("127.0.0.1:7071", server.Authority, StringComparison.Ordinal)
            .Replace("\n{\n", $"\n{{\nadmin off\nhttps_port {port}\nauto_https disable_redirects\ndefault_bind 127.0.0.1\n",
                StringComparison.Ordinal)
            .Replace($"{Webhooks} {{", $"{Webhooks} {{\n{tls}", StringComparison.Ordinal)
            .Replace("tls internal", tls, StringComparison.Ordinal)
            .Replace(Network, network, StringComparison.Ordinal));
        var start = new ProcessStartInfo(
            ProxyDataAttribute.Find("caddy")!, ["run", "--adapter", "caddyfile", "--config", folder.File("Caddyfile")]);
        (start.Environment["XDG_DATA_HOME"], start.Environment["XDG_CONFIG_HOME"]) = (folder.Path, folder.Path);
        return start;
    }

    private static byte[] WriteCertificate(TemporaryFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Webhooks}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Webhooks);
        names.AddDnsName(Console);
        request.CertificateExtensions.Add(names.Build());
        using var created = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        File.WriteAllText(folder.File(Certificate), created.ExportCertificatePem());
        File.WriteAllText(folder.File(CertificateKey), key.ExportPkcs8PrivateKeyPem());
        return created.RawData;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // False when it has ended.
    private Task<bool> ListensAsync() => Eventually.Async(
        async () =>
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                return process.HasExited ? false : (bool?)null;
            }
        },
        listens => listens is not null,
        TimeSpan.FromSeconds(30)).ContinueWith(listens => listens.Result!.Value, TaskScheduler.Default);
}
