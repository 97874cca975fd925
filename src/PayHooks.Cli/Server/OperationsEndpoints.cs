using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayHooks.Operations;
using PayHooks.Storage;

namespace PayHooks.Cli.Server;

/// <summary>The operations API: list, show, download, replay, figures.</summary>
internal sealed class OperationsEndpoints(ApiRoutes api, EventOperations operations)
{
    private const string NoSuchEvent = "There is no event of this id.";

    /// <summary>Adds it to the server.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        api.Get(routes, "/api/events", ListAsync);
        api.Get(routes, "/api/events/{id}", ShowAsync);
        api.Get(routes, "/api/events/{id}/body", BodyAsync);
        api.Post(routes, "/api/events/{id}/replay", ReplayAsync);
        api.Get(routes, "/api/stats", StatsAsync);
        api.Rest(routes);
    }

    private async Task ListAsync(HttpContext context)
    {
        var (query, problem) = EventQueryReader.Read(context.Request.Query);
        if (query is null)
        {
            await ProblemAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, problem!);
            return;
        }

        try
        {
            await JsonAnswer.WriteAsync(context, EventJson.Write(await operations.ListAsync(query, context.RequestAborted)));
        }
        catch (BadCursorException e)
        {
            await ProblemAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } record)
        {
            await JsonAnswer.WriteAsync(context, EventJson.Write(record, await operations.BodyAsync(record, context.RequestAborted)));
        }
    }

    private async Task BodyAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } record)
        {
            return;
        }

        if (await operations.BodyAsync(record, context.RequestAborted) is not { } body)
        {
            await ProblemAnswer.WriteAsync(context, StatusCodes.Status404NotFound, "The body is gone: it was pruned or erased.");
            return;
        }

        // Bytes from outside: saved as a file, never shown as a page of this server.
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{record.Id}.bin\"";
        await JsonAnswer.WriteAsync(context, body, "application/octet-stream");
    }

    private async Task ReplayAsync(HttpContext context)
    {
        var answer = await operations.ReplayAsync(Id(context), context.RequestAborted);
        switch (answer.Outcome)
        {
            case ReplayOutcome.Accepted:
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                await JsonAnswer.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(new ReplayAccepted(answer.ReplayId!), OperationsJson.Default.ReplayAccepted));
                break;
            case ReplayOutcome.Unknown:
                await ProblemAnswer.WriteAsync(context, StatusCodes.Status404NotFound, NoSuchEvent);
                break;
            case ReplayOutcome.Processing:
                await ProblemAnswer.WriteAsync(context, StatusCodes.Status409Conflict, "The event's handlers run right now. Wait for their outcome.");
                break;
            default:
                await ProblemAnswer.WriteAsync(context, StatusCodes.Status409Conflict, "The event's body is gone, or its source is no longer configured.");
                break;
        }
    }

    private async Task StatsAsync(HttpContext context) => await JsonAnswer.WriteAsync(
        context, JsonSerializer.SerializeToUtf8Bytes(await operations.StatsAsync(context.RequestAborted), OperationsJson.Default.EventStats));

    private async Task<EventRecord?> FindAsync(HttpContext context)
    {
        var record = await operations.FindAsync(Id(context), context.RequestAborted);
        if (record is null)
        {
            await ProblemAnswer.WriteAsync(context, StatusCodes.Status404NotFound, NoSuchEvent);
        }

        return record;
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}

/// <summary>The answer to an accepted replay.</summary>
/// <param name="ReplayId">The replay's id, which its run and its forwarded event carry.</param>
internal sealed record ReplayAccepted(string ReplayId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EventStats))]
[JsonSerializable(typeof(ReplayAccepted))]
internal sealed partial class OperationsJson : JsonSerializerContext;
