using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace PayHooks.Azure.Tests.Throttling;

/// <summary>
/// Answers as the storage service does when it refuses a request (tables in JSON, queues and blobs in XML), over HTTP, so that the SDK reads the answers as it does those of the
/// service. Codes: https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes and
/// https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes.
/// </summary>
internal sealed class FaultServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private FaultServer(WebApplication app) => this.app = app;

    public static async Task<FaultServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = new FaultServer(builder.Build());
        server.app.Run(AnswerAsync);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>Where a request gets this fault.</summary>
    public Uri AddressOf(ServiceFault fault) => new(new Uri(app.Urls.First()), $"/{fault}");

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        var (status, code) = Enum.Parse<ServiceFault>(context.Request.Path.Value!.TrimStart('/')) switch
        {
            ServiceFault.BusyOnce or ServiceFault.Busy => (503, "ServerBusy"),
            ServiceFault.TooManyRequests => (429, "TooManyRequests"),
            ServiceFault.TableBeingDeleted => (409, "TableBeingDeleted"),
            var fault => throw new InvalidOperationException($"{fault} is not an answer."),
        };
        context.Response.StatusCode = status;
        context.Response.Headers["x-ms-error-code"] = code;
        if (status == 429)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        var (type, body) = context.Request.Headers.ContainsKey("DataServiceVersion")
            ? ("application/json", new JsonObject { ["odata.error"] = new JsonObject { ["code"] = code } }.ToJsonString())
            : ("application/xml", $"<Error><Code>{code}</Code><Message>No.</Message></Error>");
        context.Response.ContentType = type;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
    }
}
