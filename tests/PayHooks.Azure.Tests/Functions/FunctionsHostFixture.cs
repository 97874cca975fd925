using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using PayHooks.Azure.Tests.Functions.Platform;
using PayHooks.AzureStorage;
using PayHooks.Cli.Demo;
using PayHooks.Tests.Server;
using PayHooks.Tests.Support;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>A host on Azurite with a source for each provider, and a target that every event is forwarded to.</summary>
public abstract class FunctionsHostFixture : IAsyncLifetime
{
    private readonly DemoSources sources = new();
    private FunctionsHost? host;
    private ForwardTarget? target;
    private string storage = AzureStoreConnection.HostSetting;

    internal FunctionsHost Host => host!;

    /// <summary>What every event is forwarded to.</summary>
    internal ForwardTarget Target => target!;

    internal EventQueues Queues { get; private set; } = null!;

    /// <summary>How often each event was handled.</summary>
    public IReadOnlyDictionary<string, int> Handled =>
        target!.Requests.CountBy(request => request.Headers["webhook-id"]).ToDictionary(StringComparer.Ordinal);

    /// <summary>Whether the host can run on this machine.</summary>
    private protected virtual bool IsInstalled => true;

    public async Task InitializeAsync()
    {
        if (Azurite.Executable is null || !IsInstalled)
        {
            return;
        }

        Queues = new EventQueues(AzureStoreClients.Create((await Azurite.GetAsync()).Connection), 2);
        target = await ForwardTarget.StartAsync();
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
            await target!.DisposeAsync();
        }
    }

    /// <summary>Starts a host with these settings.</summary>
    internal abstract FunctionsHost Start(IEnumerable<KeyValuePair<string, string?>> settings);

    /// <summary>The settings of the host.</summary>
    public async Task<IEnumerable<KeyValuePair<string, string?>>> SettingsAsync() =>
    [
        new(AzureStoreConnection.HostSetting, (await Azurite.GetAsync()).ConnectionString),
        new(storage, (await Azurite.GetAsync()).ConnectionString),
        new("PayHooks:Queues", "2"),
        .. sources.Settings().AsEnumerable().Where(setting => setting.Value is not null),
        .. target!.Settings(),
        new("PayHooks:Forward:MinimumVerification", "none"),
    ];

    /// <summary>
    /// Kills host and worker, and starts again: first with the host's account alone, then with a setting of our own, so that
    /// the triggers have to find both.
    /// </summary>
    public async Task KillAndStartAsync()
    {
        storage = AzureStoreConnection.OwnSetting;
        await host!.DisposeAsync();
        await StartAsync();
    }

    /// <summary>Different genuine deliveries, of all providers in turn.</summary>
    internal IEnumerable<Outgoing> Deliveries()
    {
        var samples =
            sources.Providers.SelectMany(provider => SampleCatalog.Events(provider).Select(sample => (Provider: provider, Sample: sample)))
            .ToArray();
        for (var i = 0; ; i++)
        {
            var (provider, sample) = samples[i % samples.Length];
            var source = sources[sample.IsSigned ? provider.Replace('-', '_') : DemoSources.Unsigned];
            var signed =
                source.Sign(SampleCatalog.Create(sample, Random.Shared, TimeProvider.System.GetUtcNow()), TimeProvider.System.GetUtcNow());
            yield return new Outgoing(source.Name, source.IdOf(signed), signed);
        }
    }

    /// <summary>A genuine delivery of this body.</summary>
    internal Outgoing Delivery(string name, byte[] body)
    {
        var source = sources[name];
        var signed = source.Sign(body, TimeProvider.System.GetUtcNow());
        return new Outgoing(name, source.IdOf(signed), signed);
    }

    /// <summary>Posts once.</summary>
    internal async Task<HttpStatusCode> PostAsync(Outgoing delivery, Action<HttpRequestMessage>? change = null)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post,
            $"/webhooks/{delivery.Source}")
            { Content = new ByteArrayContent(delivery.Signed.Body.ToArray()) };
        foreach (var (name, value) in delivery.Signed.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        change?.Invoke(request);
        using var response = await Host.Client.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Every stored event by its id.</summary>
    internal async Task<IReadOnlyDictionary<string, JsonNode>> EventsAsync(string filter = "")
    {
        ConcurrentDictionary<string, JsonNode> events = new(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = JsonNode.Parse(
                await Host.Client.GetStringAsync(new Uri($"/api/events?limit=500{filter}&cursor={cursor}", UriKind.Relative)))!;
            foreach (var one in page["events"]!.AsArray())
            {
                events[(string)one!["id"]!] = one;
            }

            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);

        return events;
    }

    /// <summary>How many messages are in the queues, those being worked on included.</summary>
    internal async Task<long> WaitingAsync() => await new AzureEventQueue(Queues).CountAsync(CancellationToken.None);

    /// <summary>Waits until this event is completed, and returns it.</summary>
    internal Task<JsonNode?> CompletedAsync(string id) => Eventually.Async(
        async () => (await EventsAsync()).GetValueOrDefault(id), one => (string?)one?["status"] == "completed", TimeSpan.FromSeconds(30));

    private async Task StartAsync()
    {
        host = Start(await SettingsAsync());
        await host.ReadyAsync();
    }
}

/// <summary>A delivery to send.</summary>
internal sealed record Outgoing(string Source, string EventId, SignedBody Signed);

/// <summary>With the host of Core Tools.</summary>
public sealed class CoreToolsFixture : FunctionsHostFixture
{
    private protected override bool IsInstalled => CoreToolsHost.Tool is not null;

    internal override FunctionsHost Start(IEnumerable<KeyValuePair<string, string?>> settings) => CoreToolsHost.Start(settings);
}

/// <summary>With the host that speaks the worker protocol itself.</summary>
public sealed class WorkerHostFixture : FunctionsHostFixture
{
    internal override FunctionsHost Start(IEnumerable<KeyValuePair<string, string?>> settings) => WorkerHost.Start(settings);
}
