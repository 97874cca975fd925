using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using PayHooks.AspNetCore;
using PayHooks.Storage.InMemory;

namespace PayHooks.Tests.Server;

/// <summary>An ASP.NET Core app with everything that <c>dotnet new web</c> and <c>dotnet run</c> give it, PayHooks and one source
/// <c>shop</c> of x-signature.</summary>
internal sealed class OwnApp : IAsyncDisposable
{
    private readonly WebApplication app;

    private OwnApp(WebApplication app)
    {
        this.app = app;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public static WebApplicationBuilder Builder(Dictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(settings ?? RunningServer.ShopSettings());
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder;
    }

    public static async Task<OwnApp> StartAsync(
        Action<PayHooksBuilder>? handlers = null, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null)
    {
        var builder = Builder();
        configure?.Invoke(builder);
        var payHooks = builder.AddPayHooks().UseInMemoryStore();
        handlers?.Invoke(payHooks);
        var built = builder.Build();
        (map ?? (static one => one.MapPayHooks()))(built);
        await built.StartAsync();
        return new OwnApp(built);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
