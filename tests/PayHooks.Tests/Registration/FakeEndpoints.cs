using System.Text.Json.Nodes;
using System.Web;
using Microsoft.AspNetCore.Http;
using PayHooks.Tests.Providers.Api;

namespace PayHooks.Tests.Registration;

/// <summary>The endpoints of a provider over loopback, that remember what they are told: as Stripe has them (forms), or Square (JSON).</summary>
internal sealed class FakeEndpoints : IAsyncDisposable
{
    public const string Key = "the-key-of-the-api";

    private FakeApi? api;
    private int? left;
    private int made;

    /// <summary>The endpoints.</summary>
    public List<JsonObject> All { get; } = [];

    public Uri Url => api!.Url;

    public IReadOnlyList<FakeRequest> Requests => api!.Requests;

    /// <summary>The requests that change something.</summary>
    public string[] Writes => [.. Requests.Where(request => !request.Line.StartsWith("GET ", StringComparison.Ordinal))
        .Select(request => $"{request.Line} {HttpUtility.UrlDecode(request.Body)}".TrimEnd())];

    public static async Task<FakeEndpoints> StripeAsync() => await StartAsync(fake => fake.Stripe);

    public static async Task<FakeEndpoints> SquareAsync() => await StartAsync(fake => fake.Square);

    /// <summary>The provider takes so many requests more, and is down then; null for up.</summary>
    public void FailAfter(int? requests) => left = requests;

    public ValueTask DisposeAsync() => api!.DisposeAsync();

    private static async Task<FakeEndpoints> StartAsync(Func<FakeEndpoints, Func<FakeRequest, string>> answer)
    {
        var fake = new FakeEndpoints();
        fake.api = await FakeApi.StartAsync((request, context) => fake.left-- <= 0
            ? FakeApi.WriteAsync(context, "{}", StatusCodes.Status503ServiceUnavailable)
            : request.Headers.GetValueOrDefault("Authorization") == $"Bearer {Key}"
            ? FakeApi.WriteAsync(context, answer(fake)(request)) : FakeApi.WriteAsync(context, "{}", StatusCodes.Status401Unauthorized));
        return fake;
    }

    private string Stripe(FakeRequest request)
    {
        var form = HttpUtility.ParseQueryString(request.Body);
        var path = request.Line.Split(' ')[1].Split('?')[0];
        if (request.Line.StartsWith("GET ", StringComparison.Ordinal))
        {
            return new JsonObject { ["data"] = new JsonArray([.. All.Select(one => Without(one, "secret"))]), ["has_more"] = false }
                .ToJsonString();
        }

        if (request.Line.StartsWith("DELETE ", StringComparison.Ordinal))
        {
            All.RemoveAll(one => path.EndsWith((string)one["id"]!, StringComparison.Ordinal));
            return """{"deleted":true}""";
        }

        var endpoint = All.Find(one => path.EndsWith($"/{(string)one["id"]!}", StringComparison.Ordinal));
        var isNew = endpoint is null;
        if (endpoint is null)
        {
            All.Add(endpoint = new JsonObject
            {
                ["id"] = $"we_{++made}",
                ["url"] = form["url"],
                ["status"] = "enabled",
                ["secret"] = $"whsec_made_{made}",
            });
        }

        if (form.GetValues("enabled_events[]") is { } events)
        {
            endpoint["enabled_events"] = new JsonArray([.. events.Select(type => (JsonNode)type)]);
        }

        if (form["metadata[payhooks]"] is { } mark)
        {
            endpoint["metadata"] = new JsonObject { ["payhooks"] = mark };
        }

        endpoint["status"] = form["disabled"] is { } disabled ? disabled == "true" ? "disabled" : "enabled" : (string?)endpoint["status"];
        return (isNew ? endpoint : Without(endpoint, "secret")).ToJsonString();
    }

    private string Square(FakeRequest request)
    {
        var path = request.Line.Split(' ')[1].Split('?')[0];
        var endpoint = All.Find(one => path.EndsWith($"/{(string)one["id"]!}", StringComparison.Ordinal));
        if (request.Line.StartsWith("GET ", StringComparison.Ordinal))
        {
            return endpoint is null
                ? new JsonObject { ["subscriptions"] = new JsonArray([.. All.Select(one => Without(one, "signature_key"))]) }.ToJsonString()
                : new JsonObject { ["subscription"] = endpoint.DeepClone() }.ToJsonString();
        }

        if (endpoint is null)
        {
            All.Add(endpoint = new JsonObject { ["id"] = $"wbhk_{All.Count + 1}", ["signature_key"] = $"square-key-{All.Count + 1}" });
        }

        foreach (var (name, value) in JsonNode.Parse(request.Body)!["subscription"]!.AsObject())
        {
            endpoint[name] = value?.DeepClone();
        }

        return new JsonObject { ["subscription"] = endpoint.DeepClone() }.ToJsonString();
    }

    private static JsonObject Without(JsonObject endpoint, string name)
    {
        var copy = endpoint.DeepClone().AsObject();
        copy.Remove(name);
        return copy;
    }
}
