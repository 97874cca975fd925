using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.Logging;
using PayHooks.AspNetCore;

namespace PayHooks.Tests.Server;

/// <summary>Answers requests as a server does, as far as a command needs it to go on, and notices which operations are called.</summary>
internal sealed class RecordingApi : IAsyncDisposable
{
    private const string Event = """{ "id": "evt_57rhu7qlnaugnrjcym65sden5t", "source": "shop", "status": "completed" }""";

    private readonly WebApplication app;
    private volatile Awaited? awaited;

    private RecordingApi(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    public static async Task<RecordingApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var api = new RecordingApi(builder.Build());
        api.app.Run(api.AnswerAsync);
        await api.app.StartAsync();
        return api;
    }

    /// <summary>Completes when the operation is called from now on.</summary>
    public Task When(ApiOperation operation)
    {
        var next = new Awaited(operation, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        awaited = next;
        return next.Called.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = $"{context.Request.Method} {context.Request.Path}";
        if (awaited is { } expected && expected.Matches(context.Request))
        {
            expected.Called.TrySetResult();
        }

        var json = request switch
        {
            "GET /api/events" => """{ "events": [], "cursor": null }""",
            "GET /api/payments" => """{ "payments": [ { "source": "shop", "id": "p1" } ] }""",
            "POST /api/replays" => """{ "id": "job_1", "total": 1, "more": false }""",
            _ when request.StartsWith("GET /api/events/", StringComparison.Ordinal) => Event,
            _ => null,
        };
        context.Response.StatusCode = json is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json ?? """{ "title": "Not Found", "status": 404, "detail": "There is nothing." }""");
    }

    private sealed record Awaited(ApiOperation Operation, TaskCompletionSource Called)
    {
        private readonly TemplateMatcher matcher = new(TemplateParser.Parse(Operation.Route), []);

        public bool Matches(HttpRequest request) =>
            Operation.Methods.Contains(request.Method, StringComparer.Ordinal)
            && matcher.TryMatch(request.Path, new RouteValueDictionary());
    }
}
