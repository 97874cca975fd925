using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PayHooks.AspNetCore;
using PayHooks.Handlers;
using PayHooks.RocksDb;

namespace PayHooks.Cli.Server;

/// <summary>PayHooks on one machine: Kestrel, the RocksDB store and the message pump in one process.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    // With process exit, this stays within the ten seconds that service managers grant.
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(8);

    // Below the usual limit of open files per process, so that the store can always open its files.
    private const int MostConnections = 10_000;

    // What a connection reads ahead; the default of 1 MiB would hold the bodies of all connections a second time.
    private const int ReadAhead = 64 * 1024;

    private readonly WebApplication app;

    private LocalServer(WebApplication app)
    {
        this.app = app;
        Addresses = [.. app.Urls];
        BaseAddress = ListenUrls.ToClient(Addresses[0]);
    }

    /// <summary>The addresses it listens on, with the actual ports.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>The base URL for clients on this machine.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The server's services.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Checks the configuration, opens the store, listens, and starts the pump.</summary>
    /// <exception cref="PayHooksConfigurationException">A setting is invalid, or a handler cannot be created.</exception>
    /// <exception cref="RocksDbStoreException">The store cannot be opened.</exception>
    /// <exception cref="IOException">The server cannot listen on the address.</exception>
    public static async Task<LocalServer> StartAsync(LocalServerOptions options, CancellationToken cancellationToken)
    {
        var built = Build(options);
        try
        {
            await built.StartAsync(cancellationToken);
            return new LocalServer(built);
        }
        catch (Exception)
        {
            await built.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the server is stopped or stops by itself, then shuts it down gracefully.</summary>
    /// <returns>Whether it stopped by itself.</returns>
    public async Task<bool> WaitForStopAsync(CancellationToken stopping)
    {
        await app.WaitForShutdownAsync(stopping);
        return !stopping.IsCancellationRequested;
    }

    /// <summary>Stops accepting requests; running handlers finish or release their claims within eight seconds.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => app.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static WebApplication Build(LocalServerOptions options)
    {
        // The empty builder, so that only the given settings apply, not appsettings.json or ASPNETCORE_… variables.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(options.Configuration);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure).UseSockets(sockets => sockets.MaxReadBufferSize = ReadAhead);
        builder.Services.AddRoutingCore();
        ServerLogging.Add(builder.Logging, options.Quiet);

        var payHooks = builder.AddPayHooks().UseRocksDb(options.DataFolder);
        (options.Handlers ?? (static handlers => handlers.AddHandlers()))(payHooks);
        builder.Services
            .AddSingleton<IHostLifetime, OwnedLifetime>()
            .Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
        options.Replace?.Invoke(builder.Services);

        var built = builder.Build();

        // Set here instead of with UseUrls, which a setting named "urls" would override.
        foreach (var url in ListenUrls.Split(options.Urls))
        {
            built.Urls.Add(url);
        }

        TrustedProxies.Use(built, options.Proxies);
        built.MapPayHooks();
        built.MapPayHooksRoot();
        return built;
    }

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // Kestrel has no connection limit by default, and a caller can hold one open by sending 240 bytes a second. Providers send a
        // few kilobytes at once from well-connected machines. Other limits (100 headers, 32 KiB of them, a request line
        // of 8 KiB, 130 seconds for an idle connection, which is longer than proxies keep theirs) are Kestrel's defaults.
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.MaxRequestBufferSize = ReadAhead;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 2048, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
    }

    // The caller that started the server stops it; the server does not handle process signals.
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
