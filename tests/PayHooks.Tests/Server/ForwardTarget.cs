using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace PayHooks.Tests.Server;

/// <summary>A target of the forwarder: a small server of its own.</summary>
internal sealed class ForwardTarget : IAsyncDisposable
{
    /// <summary>The secret that the forwarder signs with.</summary>
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwaHNoc2FtcGxl";

    private readonly WebApplication app;

    private ForwardTarget(WebApplication app) => this.app = app;

    public ConcurrentQueue<ForwardedRequest> Requests { get; } = new();

    /// <summary>What it does with a request.</summary>
    public RequestDelegate Answer { get; set; } = context =>
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    public Uri Url => new(new Uri(app.Urls.First()), "/orders");

    public static async Task<ForwardTarget> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var target = new ForwardTarget(builder.Build());
        target.app.Run(target.TakeAsync);
        await target.app.StartAsync();
        return target;
    }

    public Dictionary<string, string?> Settings() => new()
    {
        ["PayHooks:Forward:Url"] = Url.ToString(),
        ["PayHooks:Forward:Secret"] = Secret,
    };

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Requests.Enqueue(new ForwardedRequest(
            context.Request.Path,
                context.Request.Headers.ToDictionary(header => header.Key, header =>
                header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
        await Answer(context);
    }
}

/// <summary>A request that the target got.</summary>
internal sealed record ForwardedRequest(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
