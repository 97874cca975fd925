using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PayHooks.Operations;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>The operations API: list, show, download, erase, replay, figures. Each method answers one path; the host decides who may call.</summary>
internal sealed class OperationsApi
{
    /// <summary>Route of <see cref="ListAsync"/>.</summary>
    public const string ListRoute = "api/events";

    /// <summary>Route of <see cref="ShowAsync"/>.</summary>
    public const string ShowRoute = "api/events/{id}";

    /// <summary>Route of <see cref="BodyAsync"/>.</summary>
    public const string BodyRoute = "api/events/{id}/body";

    /// <summary>Route of <see cref="ReplayAsync"/>.</summary>
    public const string ReplayRoute = "api/events/{id}/replay";

    /// <summary>Route of <see cref="StatsAsync"/>.</summary>
    public const string StatsRoute = "api/stats";

    /// <summary>Route of <see cref="SourcesAsync"/>.</summary>
    public const string SourcesRoute = "api/sources";

    /// <summary>Route of <see cref="NothingAsync"/>.</summary>
    public const string RestRoute = "api/{**rest}";

    private const string NoSuchEvent = "There is no event of this id.";
    private readonly ApiPipeline answer;
    private readonly EventOperations operations;
    private readonly EventErasure erasure;
    private readonly SourceReport sources;

    internal OperationsApi(ApiPipeline answer, EventOperations operations, EventErasure erasure, SourceReport sources)
    {
        this.answer = answer;
        this.operations = operations;
        this.erasure = erasure;
        this.sources = sources;
    }

    /// <summary>Events newest first, by <c>?source=&amp;type=&amp;status=&amp;since=&amp;until=&amp;q=&amp;limit=&amp;cursor=</c>.</summary>
    public Task ListAsync(HttpContext context) => answer.WriteAsync(context, ApiPipeline.Read, WriteListAsync);

    /// <summary>One event with its payload and its log.</summary>
    public Task ShowAsync(HttpContext context) => answer.WriteAsync(context, ApiPipeline.Read, WriteEventAsync);

    /// <summary>The first body of an event, byte for byte; DELETE erases it and what was copied from it.</summary>
    public Task BodyAsync(HttpContext context) => answer.WriteAsync(
        context, ApiPipeline.ReadOrDelete, HttpMethods.IsDelete(context.Request.Method) ? EraseBodyAsync : WriteBodyAsync);

    /// <summary>Asks for an event to run again.</summary>
    public Task ReplayAsync(HttpContext context) => answer.WriteAsync(context, ApiPipeline.Change, WriteReplayAsync);

    /// <summary>The figures that tell whether somebody should look.</summary>
    public Task StatsAsync(HttpContext context) => answer.WriteAsync(context, ApiPipeline.Read, WriteStatsAsync);

    /// <summary>The sources, and how each stands.</summary>
    public Task SourcesAsync(HttpContext context) => answer.WriteAsync(context, ApiPipeline.Read, async one =>
        await JsonResponse.WriteAsync(one, JsonSerializer.SerializeToUtf8Bytes(await sources.ReadAsync(one.RequestAborted), OperationsJson.Default.SourceStates)));

    /// <summary>What answers on every other path of the API.</summary>
    public static Task NothingAsync(HttpContext context) =>
        ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status404NotFound, "There is nothing at this path.");

    private async Task WriteListAsync(HttpContext context)
    {
        var (query, problem) = EventQueryReader.Read(context.Request.Query);
        if (query is null)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, problem!);
            return;
        }

        try
        {
            await JsonResponse.WriteAsync(context, EventJson.Write(await operations.ListAsync(query, context.RequestAborted)));
        }
        catch (BadCursorException e)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
    }

    private async Task WriteEventAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } record)
        {
            await JsonResponse.WriteAsync(context, EventJson.WriteDetail(record, await operations.BodyAsync(record, context.RequestAborted)));
        }
    }

    private async Task WriteBodyAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } record)
        {
            return;
        }

        if (await operations.BodyAsync(record, context.RequestAborted) is not { } body)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status404NotFound, "The body is gone: it was pruned or erased.");
            return;
        }

        // Bytes from outside: saved as a file, never shown as a page of this server.
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{record.Id}.bin\"";
        await JsonResponse.WriteAsync(context, body, "application/octet-stream");
    }

    private async Task EraseBodyAsync(HttpContext context)
    {
        var erased = await erasure.EraseAsync(Id(context), context.RequestAborted);
        switch (erased.Outcome)
        {
            case EraseOutcome.Erased:
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case EraseOutcome.Unknown:
                await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status404NotFound, NoSuchEvent);
                break;
            case EraseOutcome.Processing:
                await ProblemDetailsResponse.WriteAsync(
                    context, StatusCodes.Status409Conflict, "The event's handlers run right now and need the payload. Wait for their outcome, then erase it.");
                break;
            default:
                await ProblemDetailsResponse.WriteAsync(
                    context, StatusCodes.Status409Conflict,
                    $"The event needs its payload for the next attempt{(erased.NextAttemptAt is { } at ? $" at {at.UtcDateTime:u}" : "")}. "
                    + "Mend what fails and replay it, or wait for the last attempt; then erase it.");
                break;
        }
    }

    private async Task WriteReplayAsync(HttpContext context)
    {
        var replay = await operations.ReplayAsync(Id(context), context.RequestAborted);
        switch (replay.Outcome)
        {
            case ReplayOutcome.Accepted:
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                await JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(new ReplayAccepted(replay.ReplayId!), OperationsJson.Default.ReplayAccepted));
                break;
            case ReplayOutcome.Unknown:
                await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status404NotFound, NoSuchEvent);
                break;
            case ReplayOutcome.Processing:
                await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status409Conflict, "The event's handlers run right now. Wait for their outcome.");
                break;
            default:
                await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status409Conflict, "The event's body is gone, or its source is no longer configured.");
                break;
        }
    }

    private async Task WriteStatsAsync(HttpContext context) => await JsonResponse.WriteAsync(
        context, JsonSerializer.SerializeToUtf8Bytes(await operations.StatsAsync(context.RequestAborted), OperationsJson.Default.EventStats));

    private async Task<EventRecord?> FindAsync(HttpContext context)
    {
        var record = await operations.FindAsync(Id(context), context.RequestAborted);
        if (record is null)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status404NotFound, NoSuchEvent);
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
[JsonSerializable(typeof(SourceStates))]
internal sealed partial class OperationsJson : JsonSerializerContext;
