using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>Stands in for the ingestion endpoint of Application Insights and keeps what is sent to it.</summary>
internal sealed class IngestionEndpoint : IAsyncDisposable
{
    private readonly WebApplication app;

    static IngestionEndpoint() =>

        // The exporter's own statistics go to Microsoft, whatever the connection string says.
        Environment.SetEnvironmentVariable("APPLICATIONINSIGHTS_STATSBEAT_DISABLED", "true");

    private IngestionEndpoint(WebApplication app) => this.app = app;

    /// <summary>Every item in the order of arrival: <c>name</c>, <c>data.baseType</c>, <c>data.baseData</c>.</summary>
    public ConcurrentQueue<JsonNode> Items { get; } = new();

    /// <summary>A connection string that leads here.</summary>
    public string ConnectionString =>
        $"InstrumentationKey={Guid.Empty};IngestionEndpoint={app.Urls.First()}/;LiveEndpoint={app.Urls.First()}/";

    public static async Task<IngestionEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var endpoint = new IngestionEndpoint(builder.Build());
        endpoint.app.Urls.Add("http://127.0.0.1:0");
        endpoint.app.Run(endpoint.TakeAsync);
        await endpoint.app.StartAsync();
        return endpoint;
    }

    /// <summary>The items of one kind, as <c>MetricData</c> or <c>MessageData</c>.</summary>
    public JsonNode[] Of(string kind) =>
        [.. Items.Where(item => (string?)item["data"]?["baseType"] == kind).Select(item => item["data"]!["baseData"]!)];

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        await using var body = context.Request.Headers.ContentEncoding == "gzip"
            ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        using var reader = new StreamReader(body);
        var count = 0;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length > 0)
            {
                Items.Enqueue(JsonNode.Parse(line)!);
                count++;
            }
        }

        await context.Response.WriteAsJsonAsync(new { itemsReceived = count, itemsAccepted = count, errors = Array.Empty<string>() });
    }
}
