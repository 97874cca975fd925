using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PayHooks.Operations;
using PayHooks.Operations.Failures;
using PayHooks.Operations.Jobs;
using PayHooks.Serialization;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Handles the operations on events and sources: list, show, download, erase, replay, counts. Called by
/// <see cref="ApiPipeline"/>.</summary>
internal sealed class OperationsApi(
    EventOperations operations, EventErasure erasure, SourceReport sources, PaymentQueries payments, EventSearch search,
    DashboardLinks dashboards, FailureGroups failures, ReplayJobs jobs)
{
    private const string NoSuchEvent = "No event has this id.";

    /// <summary>
    /// Lists events, newest first, by the filters that <see cref="EventQueryReader"/> reads; with <c>payment=</c>, all events of a payment;
    /// with <c>group=</c>, those of a failure group.
    /// </summary>
    public async Task ListAsync(HttpContext context)
    {
        var (query, problem) = EventQueryReader.Read(context.Request.Query);
        if (query is null)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, problem!);
            return;
        }

        // The payment record lists its events; no store query is needed.
        if (QueryMembers.Text(context.Request.Query, "payment") is { } payment)
        {
            var events = await payments.EventsOfAsync(payment, query.Source, context.RequestAborted);
            var page = EventPage.OfAll(events.Where(query.Matches), after: null, EventQuery.MaxLimit);
            await JsonResponse.WriteAsync(context, EventJson.Write(page));
            return;
        }

        var group = QueryMembers.Text(context.Request.Query, "group");
        if (group is not null)
        {
            if (ProblemOf(group, query) is { } groupProblem)
            {
                await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, groupProblem);
                return;
            }

            query = query.Status.IsEmpty ? query with { Status = FailureGroups.Statuses } : query;
        }

        try
        {
            var found = group is not null ? await failures.EventsOfAsync(group, query, context.RequestAborted)
                : query.Search is null ? await operations.ListAsync(query, context.RequestAborted)
                : await search.FindAsync(query, context.RequestAborted);
            await JsonResponse.WriteAsync(context, EventJson.Write(found));
        }
        catch (BadCursorException e)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
    }

    /// <summary>Returns one event with its payload and its log.</summary>
    public async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } record)
        {
            var body = await operations.BodyAsync(record, context.RequestAborted);
            var groups = EventFailure.Of(record).Select(failure => failure.GroupId).Distinct(StringComparer.Ordinal);
            var links = new EventLinks(dashboards.Of(record), [.. groups], await jobs.JobsOfAsync(record, context.RequestAborted));
            await JsonResponse.WriteAsync(context, EventJson.WriteDetail(record, body, links));
        }
    }

    /// <summary>Returns the first body of an event, byte for byte.</summary>
    public async Task DownloadBodyAsync(HttpContext context)
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

        // Untrusted bytes: saved as a file, never rendered as a page of this server.
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{record.Id}.bin\"";
        await JsonResponse.WriteAsync(context, body, "application/octet-stream");
    }

    /// <summary>Erases the body of an event and the data copied from it; with <c>?now=true</c>, from the store's files, too.</summary>
    public async Task EraseBodyAsync(HttpContext context)
    {
        if (await QueryFlag.ReadAsync(context, "now") is not { } now)
        {
            return;
        }

        var erased = await erasure.EraseAsync(Id(context), context.RequestAborted);
        switch (erased.Outcome)
        {
            case EraseOutcome.Erased:
                await ErasedResponse.WriteAsync(context, now);
                break;
            case EraseOutcome.Unknown:
                await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status404NotFound, NoSuchEvent);
                break;
            case EraseOutcome.Processing:
                await ProblemDetailsResponse.WriteAsync(
                    context, StatusCodes.Status409Conflict,
                        "The event's handlers are running and need the payload. Wait for their outcome, then erase it.");
                break;
            case EraseOutcome.Paused:
                await ProblemDetailsResponse.WriteAsync(
                    context, StatusCodes.Status409Conflict,
                    "The event waits for a paused source or handler and needs its payload then. Resume it; then erase the event.");
                break;
            default:
                await ProblemDetailsResponse.WriteAsync(
                    context, StatusCodes.Status409Conflict,
                    $"The event needs its payload for the next attempt{(erased.NextAttemptAt is { } at ? $" at {at.UtcDateTime:u}" : "")}. "
                    + "Fix what fails and replay it, or wait for the last attempt; then erase it.");
                break;
        }
    }

    /// <summary>Reruns the handlers of an event; with <c>?force=true</c>, even if the event changed nothing.</summary>
    public async Task ReplayAsync(HttpContext context)
    {
        if (await QueryFlag.ReadAsync(context, "force") is not { } force)
        {
            return;
        }

        var replay = await operations.ReplayAsync(Id(context), force, context.RequestAborted);
        switch (replay.Outcome)
        {
            case ReplayOutcome.Accepted:
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                await JsonResponse.WriteAsync(context,
                    JsonSerializer.SerializeToUtf8Bytes(new ReplayAccepted(replay.ReplayId!), OperationsJson.Default.ReplayAccepted));
                break;
            case ReplayOutcome.Unknown:
                await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status404NotFound, NoSuchEvent);
                break;
            case ReplayOutcome.Processing:
                await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status409Conflict,
                    "The event's handlers are running. Wait for their outcome.");
                break;
            case ReplayOutcome.Paused:
                await ProblemDetailsResponse.WriteAsync(
                    context, StatusCodes.Status409Conflict,
                    "The event waits for a paused source or handler (payhooks pause lists them). It runs when that is resumed.");
                break;
            case ReplayOutcome.NoChange:
                var instead = replay.OwnerId is { } owner ? $" Replay the event that reported the change first: {owner}." : "";
                await ProblemDetailsResponse.WriteAsync(
                    context, StatusCodes.Status409Conflict,
                    $"The event changed nothing, so no handler runs for it.{instead} With force=true (payhooks replay --force) they run "
                        + "anyway.");
                break;
            default:
                await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status409Conflict,
                    "The event's body is gone, or its source is not configured.");
                break;
        }
    }

    /// <summary>Returns the sources and their state.</summary>
    public async Task SourcesAsync(HttpContext context) => await JsonResponse.WriteAsync(
        context, JsonSerializer.SerializeToUtf8Bytes(await sources.ReadAsync(context.RequestAborted), OperationsJson.Default.SourceStates));

    /// <summary>Returns the dead letters, the backlog, and the newest event of each source.</summary>
    public async Task StatsAsync(HttpContext context) => await JsonResponse.WriteAsync(
        context, JsonSerializer.SerializeToUtf8Bytes(await operations.StatsAsync(context.RequestAborted),
            OperationsJson.Default.EventStats));

    private static string? ProblemOf(string group, EventQuery query) =>
        !EventFailure.IsGroupId(group) ? "group is the id of a failure group, from GET /api/failures."
        : query.Status.Any(status => !FailureGroups.Statuses.Accepts(status)) ? "group has only events with the status dead or retrying."
        : query.Search is not null ? "group and q cannot be combined."
        : null;

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

/// <summary>The response to an accepted replay.</summary>
/// <param name="ReplayId">The replay's id, included in its run and its forwarded event.</param>
internal sealed record ReplayAccepted(string ReplayId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EventStats))]
[JsonSerializable(typeof(ReplayAccepted))]
[JsonSerializable(typeof(SourceStates))]
internal sealed partial class OperationsJson : JsonSerializerContext;
