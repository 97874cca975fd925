using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;
using PayHooks.AspNetCore.OpenApi;
using Document = Microsoft.OpenApi.OpenApiDocument;

namespace PayHooks.Tests.Server;

/// <summary>The OpenAPI document is valid and has every route, parameter and member.</summary>
public sealed class OpenApiTests : IAsyncLifetime
{
    // Files, and the 404 of a server for paths under api without a route.
    private static readonly string[] Undescribed = ["/", "/api/{**rest}", "/console/{file?}", "/openapi.json"];

    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync(new() { ["PayHooks:AdminKey"] = "the-right-key-0123" });

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_document_is_valid(bool hasBackup)
    {
        var read = Document.Parse(OpenApiDocument.Of(ApiOperations.Of(hasBackup)).ToJsonString(), "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(Microsoft.OpenApi.OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.NotEmpty(read.Document!.Paths);
    }

    [Fact]
    public async Task Every_mapped_route_is_in_the_document_and_no_other()
    {
        var mapped = server.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(one => $"/{one.RoutePattern.RawText!.TrimStart('/')}").Except(Undescribed);

        var document = await server.JsonAsync("/openapi.json");

        Assert.Equal(
            mapped.Order(StringComparer.Ordinal), document["paths"]!.AsObject().Select(one => one.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            ApiOperations.Of(hasBackup: true).Select(one => one.Name).Concat(["CheckHealth", "ReceiveWebhook"]).Order(),
            document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
                .Select(one => (string)one.Value!["operationId"]!).Order());
    }

    [Fact]
    public void Every_operation_says_what_it_does_and_what_its_route_means() => Assert.All(ApiOperations.Of(hasBackup: true), one =>
    {
        Assert.EndsWith(".", one.Summary, StringComparison.Ordinal);
        Assert.NotEmpty(one.Results);
        Assert.Equal(
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse(one.Route).Parameters.Select(part => part.Name),
            one.Path.Select(part => part.Name));
        Assert.All(
            [.. one.Path, .. one.AllQuery, .. one.Members, .. one.Members.SelectMany(member => member.Members)],
            value => Assert.EndsWith(".", value.Description, StringComparison.Ordinal));
        Assert.All(one.Path, part => Assert.True(part.IsRequired, part.Name));
    });

    [Fact]
    public void A_required_member_of_the_content_makes_it_required()
    {
        var start = OpenApiDocument.Of(ApiOperations.All)["paths"]!["/api/replays"]!["post"]!;

        Assert.True((bool)start["requestBody"]!["required"]!);
        var schema = start["requestBody"]!["content"]!["application/json"]!["schema"]!;
        Assert.Equal("filter", (string?)Assert.Single(schema["required"]!.AsArray()));
        Assert.Equal(
            [
                "group", "source", "type", "handler", "status", "outcome", "error", "payment", "ids", "livemode", "since", "until",
            ],
            schema["properties"]!["filter"]!["properties"]!.AsObject().Select(one => one.Key));
    }

    [Fact]
    public async Task It_needs_no_key_because_it_has_no_data()
    {
        using var read = await server.Client.GetAsync("/openapi.json");
        using var written = await server.Client.PostAsync("/openapi.json", content: null);

        Assert.Equal((HttpStatusCode.OK, "application/json"), (read.StatusCode, read.Content.Headers.ContentType?.MediaType));
        Assert.DoesNotContain("shop", await read.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(
            (HttpStatusCode.MethodNotAllowed, "GET, HEAD"), (written.StatusCode, string.Join(", ", written.Content.Headers.Allow)));
    }

    [Fact]
    public async Task Without_a_key_it_is_open_only_to_the_same_machine()
    {
        await using var open = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi.json") { Headers = { { "X-Forwarded-For", "203.0.113.7" } } };

        using var response = await open.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task In_an_own_app_it_starts_with_the_prefix_of_the_group()
    {
        await using var app = await OwnApp.StartAsync(map: static one => one.MapGroup("/hooks").MapPayHooks());

        Assert.Equal("./", (string?)JsonNode.Parse(await app.Client.GetStringAsync("/hooks/openapi.json"))!["servers"]![0]!["url"]);
    }
}
