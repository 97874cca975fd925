using System.Text.Json.Nodes;

namespace PayHooks.AspNetCore.OpenApi;

/// <summary>Writes the OpenAPI 3.1 document of a host, from its operations.</summary>
internal static class OpenApiDocument
{
    private const string Key = "key";
    private const string Problem = "Problem";

    private static readonly (int Status, string Meaning)[] WebhookResponses =
    [
        (200, "The delivery is durable."),
        (400, "The body or a header cannot be read as the provider signs it."),
        (401, "The delivery is not genuine. The response does not say why; the log does."),
        (404, "The source does not exist."),
        (413, "The body is too large."),
        (415, "The content encoding is not supported."),
        (503, "The delivery could not be stored in time, or the source's settings are not usable. The provider tries again."),
    ];

    /// <summary>The document.</summary>
    /// <param name="operations">The operations of the host.</param>
    public static JsonObject Of(IReadOnlyList<ApiOperation> operations)
    {
        var schemas = new ResponseSchemas();
        var paths = new JsonObject();
        foreach (var operation in operations)
        {
            var path = $"/{operation.Route}";
            var item = paths[path] as JsonObject ?? new JsonObject();
            item[operation.Methods[0].ToLowerInvariant()] = Of(operation, schemas);
            paths[path] = item;
        }

        paths[$"/{WebhookEndpoint.Route}"] = new JsonObject { ["post"] = Webhook() };
        paths[$"/{HealthEndpoint.Route.TrimStart('/')}"] = new JsonObject { ["get"] = Health() };
        schemas.Components[Problem] = ProblemSchema();
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "PayHooks",
                ["version"] = "1",
                ["description"] = "Receives webhooks of payment providers and operates what was received. Every GET also takes HEAD. "
                    + "A parameter or member that an operation does not name is refused with 400.",
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "./", ["description"] = "The server of this document." }),
            ["security"] = new JsonArray(new JsonObject { [Key] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject(schemas.Components.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value))),
                ["responses"] = new JsonObject
                {
                    [Problem] = Response(
                        "What is wrong and what to do, as problem details (RFC 9457). On Azure, the platform answers a missing key with "
                            + "401 and no content.",
                        ProblemDetailsResponse.MediaType,
                        new JsonObject { ["$ref"] = $"#/components/schemas/{Problem}" }),
                },
                ["securitySchemes"] = new JsonObject
                {
                    [Key] = new JsonObject
                    {
                        ["type"] = "apiKey",
                        ["in"] = "header",
                        ["name"] = AdminGuard.KeyHeader,
                        ["description"] = "PayHooks__AdminKey of the server, on Azure a function key. A server without a key answers only "
                            + "direct requests from its own machine.",
                    },
                },
            },
        };
    }

    private static JsonObject Of(ApiOperation operation, ResponseSchemas schemas)
    {
        JsonArray parameters =
        [
            .. operation.Path.Select(one => Parameter(one, "path")),
            .. operation.AllQuery.Select(one => Parameter(one, "query")),
        ];
        if (operation.Right != ApiRight.Read)
        {
            parameters.Add(new JsonObject
            {
                ["name"] = OriginGuard.Header,
                ["in"] = "header",
                ["required"] = true,
                ["description"] = "Shows that no page of another origin sent the request.",
                ["schema"] = new JsonObject { ["type"] = "string", ["const"] = "1" },
            });
        }

        var result = new JsonObject
        {
            ["operationId"] = operation.Name,
            ["summary"] = operation.Summary,
            ["description"] = $"Needs the right to {operation.Right.ToString().ToLowerInvariant()}.",
            ["tags"] = new JsonArray(operation.Route.Split('/')[1]),
            ["parameters"] = parameters,
        };
        if (operation.Right != ApiRight.Read)
        {
            result["requestBody"] = new JsonObject
            {
                ["required"] = operation.Members.Any(one => one.IsRequired),
                ["content"] = Content(
                    ApiResult.JsonMediaType, ParameterSchema.OfObject([.. operation.Members, ApiParameters.Reason])),
            };
        }

        var responses = new JsonObject();
        foreach (var one in operation.Results)
        {
            responses[Text(one.Status)] = Response(one.Description, one.MediaType, one.Json is { } type ? schemas.Of(type) : null);
        }

        responses["default"] = new JsonObject { ["$ref"] = $"#/components/responses/{Problem}" };
        result["responses"] = responses;
        return result;
    }

    private static JsonObject Parameter(ApiParameter parameter, string place)
    {
        var schema = ParameterSchema.Of(parameter);
        var description = (string)schema["description"]!
            + (parameter.Type == ApiValue.Texts ? " The parameter is repeated for each value, or separates them by commas." : "");
        schema.Remove("description");
        return new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = place,
            ["required"] = parameter.IsRequired,
            ["description"] = description,
            ["schema"] = schema,
        };
    }

    private static JsonObject Response(string description, string? mediaType, JsonNode? schema)
    {
        var response = new JsonObject { ["description"] = description };
        if (mediaType is not null)
        {
            response["content"] = Content(mediaType, schema ?? new JsonObject());
        }

        return response;
    }

    private static JsonObject Content(string mediaType, JsonNode schema) =>
        new() { [mediaType] = new JsonObject { ["schema"] = schema } };

    private static JsonObject Webhook() => new()
    {
        ["operationId"] = "ReceiveWebhook",
        ["summary"] = "Receives a delivery, which its provider's signature authenticates.",
        ["tags"] = new JsonArray("webhooks"),
        ["security"] = new JsonArray(),
        ["parameters"] = new JsonArray(Parameter(ApiParameters.RouteSource, "path")),
        ["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content("*/*", new JsonObject()) },
        ["responses"] = new JsonObject(WebhookResponses.Select(one =>
            KeyValuePair.Create(Text(one.Status), (JsonNode?)new JsonObject { ["description"] = one.Meaning }))),
    };

    private static JsonObject Health() => new()
    {
        ["operationId"] = "CheckHealth",
        ["summary"] = "Shows whether the store can be read and written.",
        ["tags"] = new JsonArray("health"),
        ["security"] = new JsonArray(),
        ["responses"] = new JsonObject
        {
            ["200"] = new JsonObject { ["description"] = "It can." },
            ["503"] = new JsonObject { ["description"] = "It cannot. The log has the reason." },
        },
    };

    private static JsonObject ProblemSchema() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["title"] = new JsonObject { ["type"] = "string", ["description"] = "The name of the status." },
            ["status"] = new JsonObject { ["type"] = "integer", ["description"] = "The HTTP status." },
            ["detail"] = new JsonObject { ["type"] = "string", ["description"] = "What is wrong and what to do." },
            ["signIn"] = new JsonObject { ["type"] = "string", ["description"] = "Where a person can sign in, if people do." },
        },
        ["required"] = new JsonArray("title", "status", "detail"),
    };

    private static string Text(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
