using System.Globalization;
using System.Text.Json.Nodes;
using PayHooks.Tests.Providers.Api;
using PayHooks.Verification.Api;

namespace PayHooks.Tests.Reconciliation.Simulated;

/// <summary>
/// The deliveries of a provider over loopback, newest first: as GitHub lists them, without bodies and with pages that the header Link
/// names; or with bodies, of which only the original can be made again.
/// </summary>
internal sealed class FakeDeliveries : IAsyncDisposable
{
    public const string OnlyStatus = """
        "redelivery": {
          "list": { "get": "/hooks/{endpoint}/deliveries", "items": "[]", "at": "at", "maxAge": "3.00:00:00", "next": { "by": "link" } },
          "delivery": { "id": "id", "event": "guid", "type": "event", "state": { "json": "status", "delivered": ["OK"], "pending": ["waiting"] } },
          "request": { "post": "/hooks/{endpoint}/deliveries/{id}/attempts" }
        }
        """;

    private readonly TimeProvider time;
    private readonly List<JsonObject> all = [];
    private FakeApi? api;

    private FakeDeliveries(TimeProvider time) => this.time = time;

    /// <summary>The same, with bodies.</summary>
    public static string WithBodies => OnlyStatus.Replace(
        "\"type\": \"event\",", "\"type\": \"event\", \"body\": \"body\", \"repeatable\": { \"json\": \"origin\", \"is\": \"event\" },",
        StringComparison.Ordinal);

    /// <summary>The same, of an API that also lists payments.</summary>
    public static string WithList => $$"""
        "lists": [{ "get": "/payments", "query": { "since": "{from}" }, "filter": "created", "items": "data[]", "next": { "by": "url", "json": "next" } }],
        {{OnlyStatus}}
        """;

    public IProviderApi Api { get; private set; } = null!;

    /// <summary>Called before each page with its number, from 1.</summary>
    public Action<int>? OnPage { get; set; }

    /// <summary>What a delivery that is made again comes to; the status of the new one. Null: it fails.</summary>
    public Func<string, Task<string>>? Receive { get; set; }

    /// <summary>The status of the response to the next requests; 0 for that of an API that works.</summary>
    public int Status { get; set; }

    /// <summary>The ids of the deliveries that were asked for.</summary>
    public string[] Asked => [.. api!.Requests.Where(one => one.Line.StartsWith("POST ", StringComparison.Ordinal))
        .Select(one => one.Line.Split('/')[^2])];

    public int Requests => api!.Requests.Count;

    public static async Task<FakeDeliveries> StartAsync(TimeProvider time, string redelivery = OnlyStatus)
    {
        var fake = new FakeDeliveries(time);
        fake.api = await FakeApi.StartAsync(fake.AnswerAsync);
        fake.Api = ApiBench.Described(
            $$"""
            "endpoints": {
              "list": { "get": "/hooks", "items": "[]" }, "endpoint": { "id": "id", "url": "url" }, "create": { "post": "/hooks", "body": { "url": "{url}" } }
            },
            {{redelivery}}
            """,
            fake.api.Url);
        return fake;
    }

    /// <summary>A delivery was made.</summary>
    public void Add(string guid, string status, string? body = null, string origin = "event") => all.Insert(0, new JsonObject
    {
        ["id"] = (all.Count + 1).ToString(CultureInfo.InvariantCulture),
        ["guid"] = guid,
        ["event"] = "payment",
        ["status"] = status,
        ["origin"] = origin,
        ["at"] = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
        ["body"] = body is null ? null : JsonNode.Parse(body),
    });

    public ValueTask DisposeAsync() => api!.DisposeAsync();

    private async Task AnswerAsync(FakeRequest request, Microsoft.AspNetCore.Http.HttpContext context)
    {
        if (Status != 0)
        {
            await FakeApi.WriteAsync(context, "{}", Status);
        }
        else if (request.Line.EndsWith("/attempts", StringComparison.Ordinal))
        {
            var old = all.Find(one => (string?)one["id"] == request.Line.Split('/')[^2])!;
            var guid = (string)old["guid"]!;
            Add(guid, Receive is null ? "Invalid HTTP Response: 503" : await Receive(guid), old["body"]?.ToJsonString(), "replay");
            context.Response.StatusCode = 202;
        }
        else if (!request.Line.Contains("/deliveries", StringComparison.Ordinal))
        {
            await FakeApi.WriteAsync(context,
                """[{"id":7,"url":"https://shop.example/webhooks/test"},{"id":8,"url":"https://shop.example/webhooks/another"}]""");
        }
        else
        {
            Assert.Contains("/hooks/7/", request.Line, StringComparison.Ordinal);
            var skipped = context.Request.Query["cursor"] is [{ } cursor] ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;
            OnPage?.Invoke((skipped / 10) + 1);
            if (skipped + 10 < all.Count)
            {
                context.Response.Headers.Link =
                    $"<{api!.Url}v1/hooks/7/deliveries>; rel=\"first\", <{api.Url}v1/hooks/7/deliveries?cursor={skipped + 10}>; rel=\"next\"";
            }

            await FakeApi.WriteAsync(context, new JsonArray([.. all.Skip(skipped).Take(10).Select(one => one.DeepClone())]).ToJsonString());
        }
    }
}
