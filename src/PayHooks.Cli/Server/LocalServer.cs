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
    // With the end of the process it is within the ten seconds that service managers grant.
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(8);

    // Below what systems let a process open, so that the store always can.
    private const int MostConnections = 10_000;

    private readonly WebApplication app;

    private LocalServer(WebApplication app)
    {
        this.app = app;
        Addresses = [.. app.Urls];
        BaseAddress = ListenUrls.ToClient(Addresses[0]);
    }

    /// <summary>Where it listens, with the real ports.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>Where a client on this machine calls it.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Its services.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Checks the configuration, opens the store, listens, and starts the pump.</summary>
    /// <exception cref="PayHooksConfigurationException">A setting is invalid, or a handler cannot be created.</exception>
    /// <exception cref="RocksDbStoreException">The store cannot be opened.</exception>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
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

    /// <summary>Waits until it is stopped, or stops by itself, and then shuts down gracefully.</summary>
    /// <returns>Whether it stopped by itself.</returns>
    public async Task<bool> WaitForStopAsync(CancellationToken stopping)
    {
        await app.WaitForShutdownAsync(stopping);
        return !stopping.IsCancellationRequested;
    }

    /// <summary>Stops accepting, lets what runs end or gives its claim up, within eight seconds.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => app.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static WebApplication Build(LocalServerOptions options)
    {
        // The empty builder: nothing is read (appsettings.json, ASPNETCORE_…) that the settings do not name.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(options.Configuration);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        builder.Services.AddRoutingCore();
        ServerLogging.Add(builder.Logging, options.Quiet);

        var payHooks = builder.AddPayHooks().UseRocksDb(options.DataFolder);
        (options.Handlers ?? (static handlers => handlers.AddHandlers()))(payHooks);
        builder.Services
            .AddSingleton<IHostLifetime, OwnedLifetime>()
            .Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
        options.Replace?.Invoke(builder.Services);

        var built = builder.Build();

        // Named here and not by UseUrls: a setting called "urls" would replace those.
        foreach (var url in ListenUrls.Split(options.Urls))
        {
            built.Urls.Add(url);
        }

        built.MapPayHooks();
        built.MapPayHooksRoot();
        return built;
    }

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // Kestrel sets no limit to connections, and a caller may hold one with a trickle of 240 bytes a second. Providers send a
        // few kilobytes at once from well-connected machines. What is not named here (100 headers, 32 KiB of them, a request line
        // of 8 KiB, 130 seconds for an idle connection, which is longer than proxies keep theirs) is Kestrel's default.
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 2048, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
    }

    // The caller that started the server stops it; it does not handle signals of the process.
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
