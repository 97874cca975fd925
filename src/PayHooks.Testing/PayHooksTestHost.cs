using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;
using PayHooks.ChangeFeed;
using PayHooks.Configuration;
using PayHooks.Storage;
using PayHooks.Storage.InMemory;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Testing;

/// <summary>
/// Runs PayHooks in the test process: it listens on a free port of the loopback interface, keeps its events in memory, and has a source
/// for each provider with samples, named after the provider with <c>_</c> instead of <c>-</c>. A failed event is retried as often as
/// configured, with delays of milliseconds.
/// </summary>
public sealed class PayHooksTestHost : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(10);

    private readonly WebApplication app;

    private PayHooksTestHost(WebApplication app)
    {
        this.app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    /// <summary>A client with the host's base address, for custom requests.</summary>
    public HttpClient Client { get; }

    /// <summary>The services of the host, for example to inspect what a handler stored.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Starts a host.</summary>
    /// <param name="configure">Registers handlers, and their dependencies with <see cref="PayHooksBuilder.Services"/>.</param>
    /// <param name="settings">Settings such as <c>PayHooks:Sources:shop:Provider</c>; they override those of the sample sources.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="PayHooksConfigurationException">A setting is invalid, or a handler needs a type that is not registered.</exception>
    public static async Task<PayHooksTestHost> StartAsync(
        Action<PayHooksBuilder> configure, IEnumerable<KeyValuePair<string, string?>>? settings = null,
            CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var built = Build(configure, settings ?? []);
        try
        {
            await built.StartAsync(cancellationToken);
            return new PayHooksTestHost(built);
        }
        catch (Exception)
        {
            await built.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a signed sample to its source and waits until its event is completed or a dead letter.</summary>
    /// <param name="source">The source, or the provider of a sample source.</param>
    /// <param name="name">The sample's name, see <see cref="SampleEvents.Names"/>.</param>
    /// <param name="deliveries">How many times the same bytes are sent, one after another, as providers repeat them.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The result of the event; for a sample with several events, of the first.</returns>
    /// <exception cref="ArgumentException">The source or the sample is unknown. The message suggests a name.</exception>
    /// <exception cref="HttpRequestException">A delivery was not answered with status 200.</exception>
    public Task<DeliveredEvent> DeliverAsync(string source, string name, int deliveries = 1, CancellationToken cancellationToken = default)
    {
        var target = Find(source);
        var sample = SampleSource.SampleOf(target.Descriptor, name);
        return DeliverAsync(target, SampleCatalog.Create(sample, Random.Shared, Now), deliveries, cancellationToken);
    }

    /// <summary>Signs a body, sends it, and waits until its event is completed or a dead letter.</summary>
    /// <param name="source">The source, or the provider of a sample source.</param>
    /// <param name="body">The body, not yet signed.</param>
    /// <param name="deliveries">How many times the same bytes are sent, one after another, as providers repeat them.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The result of the event; for a body with several events, of the first.</returns>
    /// <exception cref="ArgumentException">The source is unknown.</exception>
    /// <exception cref="FormatException">The provider cannot sign such a body.</exception>
    /// <exception cref="HttpRequestException">A delivery was not answered with status 200.</exception>
    public Task<DeliveredEvent> DeliverBodyAsync(
        string source, ReadOnlyMemory<byte> body, int deliveries = 1, CancellationToken cancellationToken = default) =>
        DeliverAsync(Find(source), body, deliveries, cancellationToken);

    /// <summary>Stops the host; running handlers are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private DateTimeOffset Now => app.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    private static WebApplication Build(Action<PayHooksBuilder> configure, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Configuration
            .AddInMemoryCollection(SampleSource.Providers.SelectMany(SampleSource.SettingsFor))
            .AddInMemoryCollection(settings);
        var payHooks = builder.AddPayHooks().UseInMemoryStore();
        builder.Services.AddSingleton(services =>
        {
            var options = SettingsReader.Read(builder.Configuration, services.GetRequiredService<ProviderRegistry>());
            return options with { RetryDelays = [.. options.RetryDelays.Select(static _ => RetryDelay)] };
        });
        configure(payHooks);

        var built = builder.Build();
        built.MapPayHooks();
        return built;
    }

    private Source Find(string source)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        var sources = app.Services.GetRequiredService<SourceCatalog>();
        return sources.Find(source) ?? sources.Find(SampleSource.NameOf(SampleSource.ProviderOf(source)))!;
    }

    private async Task<DeliveredEvent> DeliverAsync(Source source, ReadOnlyMemory<byte> body, int deliveries,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(deliveries, 1);
        var url = new Uri(Client.BaseAddress!, $"/webhooks/{source.Settings.Name}");
        var signed = source.Provider!.Sign(body, source.Settings.Secrets[0], Now, url.AbsoluteUri);
        var id = EventIdentity.IdsOf(source.Provider, source.Settings.Name, signed).First();
        using var changes = app.Services.GetRequiredService<EventChangeFeed>().Follow()
            ?? throw new InvalidOperationException(
                $"More than {EventChangeFeed.MostFollowers} deliveries are waited for at the same time.");
        for (var sent = 0; sent < deliveries; sent++)
        {
            await PostAsync(signed, url, cancellationToken);
        }

        while (true)
        {
            var record = await app.Services.GetRequiredService<IEventLedger>().FindAsync(id, cancellationToken);
            if (record is { Status: EventStatus.Completed or EventStatus.Dead } && record.Deliveries >= deliveries)
            {
                return DeliveredEvent.Of(record);
            }

            await changes.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }

    private async Task PostAsync(SignedBody signed, Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(signed.Body.ToArray()) };
        foreach (var (name, value) in signed.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = await Client.SendAsync(request, cancellationToken);
        if (answer.StatusCode != System.Net.HttpStatusCode.OK)
        {
            throw new HttpRequestException(
                $"{url.AbsolutePath} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}",
                    inner: null, answer.StatusCode);
        }
    }
}
