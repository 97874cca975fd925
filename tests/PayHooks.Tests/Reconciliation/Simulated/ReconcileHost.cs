using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;
using PayHooks.Configuration;
using PayHooks.Storage.InMemory;
using PayHooks.Tests.Server;
using PayHooks.Tests.Support;
using PayHooks.Verification;

namespace PayHooks.Tests.Reconciliation.Simulated;

/// <summary>A host with a source <c>test</c> whose provider has an API, and a source <c>plain</c> without a key for it.</summary>
internal sealed class ReconcileHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private ReconcileHost(WebApplication app, SimulatedShop shop, SimulatedApi api)
    {
        (this.app, Shop, Api) = (app, shop, api);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Client.DefaultRequestHeaders.Add("x-payhooks", "1");
    }

    public SimulatedShop Shop { get; }

    public SimulatedApi Api { get; }

    public HttpClient Client { get; }

    public string Url => app.Urls.First();

    public IServiceProvider Services => app.Services;

    public static async Task<ReconcileHost> StartAsync()
    {
        var shop = new SimulatedShop(TimeProvider.System);
        var api = new SimulatedApi(shop);
        var builder = OwnApp.Builder(new Dictionary<string, string?>
        {
            ["PayHooks:Sources:test:Secrets:0"] = "s3cret-one",
            ["PayHooks:Sources:plain:Provider"] = "test",
            ["PayHooks:Sources:plain:Secrets:0"] = "s3cret-one",
        });
        builder.AddPayHooks(SimulatedProvider.RegistryOf(api)).UseInMemoryStore()
            .Handle(DelegateHandler.Named("work", (_, _, _) => Task.CompletedTask));
        builder.Services.AddSingleton(services =>
        {
            var options = SettingsReader.Read(builder.Configuration, services.GetRequiredService<ProviderRegistry>());
            return options with
            {
                Sources =
                [
                    .. options.Sources.Select(source => source.Name == "test" ? source with { Api = ReconcileBench.Settings() } : source),
                ],
            };
        });
        var built = builder.Build();
        built.MapPayHooks();
        await built.StartAsync();
        return new ReconcileHost(built, shop, api);
    }

    /// <summary>A payment was paid some hours ago, and its webhook was lost.</summary>
    public void Lose(string payment, int hours = 2) =>
        Shop.Pay(payment, at: TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(hours));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
