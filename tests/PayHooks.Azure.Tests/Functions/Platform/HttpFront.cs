using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Azure.Tests.Functions.Platform.Rpc;
using Yarp.ReverseProxy.Forwarder;

namespace PayHooks.Azure.Tests.Functions.Platform;

/// <summary>
/// The public endpoint: forwards a request to the worker's own HTTP endpoint under the id of an invocation that it starts beside, as the
/// host does for workers with the capability <c>HttpUri</c>.
/// </summary>
internal sealed class HttpFront : IAsyncDisposable
{
    private const string InvocationHeader = "x-ms-invocation-id";

    // https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#limits
    private const long LargestRequest = 210_000_000;

    private readonly WebApplication app;
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
    });

    private HttpFront(WebApplication app) => this.app = app;

    /// <summary>Where it listens.</summary>
    public Uri Url => new(app.Urls.First());

    /// <summary>Starts it.</summary>
    /// <param name="functions">The functions with an HTTP trigger.</param>
    /// <param name="prefix">The prefix of their routes.</param>
    /// <param name="worker">The worker's endpoint.</param>
    /// <param name="run">Runs a function under an invocation id.</param>
    public static async Task<HttpFront> StartAsync(
        IEnumerable<LoadedFunction> functions, string prefix, string worker,
        Func<LoadedFunction, string, TypedData, CancellationToken, Task> run)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore().AddHttpForwarder();
        var front = new HttpFront(builder.Build());
        var forwarder = front.app.Services.GetRequiredService<IHttpForwarder>();
        front.app.UseRouting();
        foreach (var function in functions)
        {
            var route = $"{prefix}/{function.Text("route") ?? function.Name}";
            RequestDelegate forward = async context =>
            {
                var id = Guid.NewGuid().ToString();
                context.Request.Headers[InvocationHeader] = id;
                var invoked = run(function, id, new TypedData { Http = new Http() }, context.RequestAborted);
                await forwarder.SendAsync(context, worker, front.client);
                await invoked;
            };
            if (function.Trigger["methods"]?.AsArray().Select(method => ((string)method!).ToUpperInvariant()).ToArray() is { } methods)
            {
                front.app.MapMethods(route, methods, forward);
            }
            else
            {
                front.app.Map(route, forward);
            }
        }

        await front.app.StartAsync();
        return front;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
        client.Dispose();
    }
}
