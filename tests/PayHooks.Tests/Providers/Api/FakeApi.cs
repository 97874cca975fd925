using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace PayHooks.Tests.Providers.Api;

/// <summary>A provider's API on this machine: real HTTP on a free port.</summary>
internal sealed class FakeApi : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<FakeRequest> requests = new();

    private FakeApi(WebApplication app) => this.app = app;

    /// <summary>Its address.</summary>
    public Uri Url => new(app.Urls.First());

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. requests];

    /// <summary>Starts an API that answers each request.</summary>
    public static async Task<FakeApi> StartAsync(Func<FakeRequest, HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var api = new FakeApi(server);
        server.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            var request = new FakeRequest($"{context.Request.Method} {target}", await body.ReadToEndAsync(),
                context.Request.Headers.ToDictionary(one => one.Key, one => one.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            api.requests.Enqueue(request);
            await answer(request, context);
        });
        await server.StartAsync();
        return api;
    }

    /// <summary>Starts an API that answers with JSON, by the request's line.</summary>
    public static Task<FakeApi> StartAsync(Func<FakeRequest, string> json) => StartAsync((request, context) => WriteAsync(context, json(request)));

    /// <summary>Writes JSON.</summary>
    public static Task WriteAsync(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

/// <summary>A request that a <see cref="FakeApi"/> got.</summary>
/// <param name="Line">The method, path and query as they came.</param>
/// <param name="Body">The body.</param>
/// <param name="Headers">The headers.</param>
internal sealed record FakeRequest(string Line, string Body, IReadOnlyDictionary<string, string> Headers);
