using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using PayHooks.AspNetCore;

namespace PayHooks.Tests.Server;

/// <summary>Compares responses with an OpenAPI document, more strictly than a client would: a member that it lacks is an error.</summary>
internal sealed class OpenApiSchema
{
    private static readonly EvaluationOptions Strict = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private readonly JsonNode document;
    private readonly JsonNode components;

    public OpenApiSchema(JsonNode document)
    {
        this.document = document;
        components = document["components"]!.DeepClone();
        foreach (var (_, schema) in components["schemas"]!.AsObject())
        {
            schema!["additionalProperties"] = false;
        }
    }

    /// <summary>Compares a response of an operation; returns whether it was successful.</summary>
    public async Task<bool> CheckAsync(ApiOperation operation, HttpResponseMessage response)
    {
        var responses = document["paths"]![$"/{operation.Route}"]![operation.Methods[0].ToLowerInvariant()]!["responses"]!;
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        var isKnown = responses[status] is not null;
        Assert.True(isKnown || response.StatusCode >= HttpStatusCode.BadRequest, $"{operation.Name}: {status} is not described.");

        var described = isKnown ? responses[status]! : components["responses"]!["Problem"]!;
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (described["content"] is not JsonObject content)
        {
            Assert.Null(mediaType);
            return isKnown;
        }

        Assert.Equal(content.Single().Key, mediaType);
        if (mediaType!.EndsWith("json", StringComparison.Ordinal))
        {
            Validate(operation.Name, content.Single().Value!["schema"]!, await response.Content.ReadAsByteArrayAsync());
        }

        return isKnown;
    }

    private void Validate(string name, JsonNode schema, byte[] json)
    {
        var whole = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["components"] = components.DeepClone(),
            ["allOf"] = new JsonArray(schema.DeepClone()),
        };
        using var parsed = JsonDocument.Parse(json);
        var found = JsonSchema.FromText(whole.ToJsonString()).Evaluate(parsed.RootElement, Strict);
        var errors = (found.Details ?? []).Where(one => one.Errors is not null)
            .SelectMany(one => one.Errors!.Values.Select(error => $"{one.InstanceLocation}: {error}"));
        Assert.True(found.IsValid, $"{name}: {string.Join(" | ", errors)} in {parsed.RootElement}");
    }
}
