using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PayHooks.Operations.Jobs;
using PayHooks.Storage;

namespace PayHooks.AspNetCore;

/// <summary>Handles the operations on bulk replays. Called by <see cref="ApiPipeline"/>.</summary>
internal sealed class ReplaysApi(ReplayJobs jobs, Caller caller)
{
    /// <summary>Starts a bulk replay; with <c>dryRun</c>, only counts its events.</summary>
    public async Task StartAsync(HttpContext context)
    {
        var (request, problem) = ReplayRequestReader.Read(context);
        if (request is null)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status400BadRequest, problem!);
            return;
        }

        var job = new ReplayJob
        {
            Id = "",
            Filter = request.Filter,
            RatePerSecond = request.RatePerSecond,
            Limit = request.Limit,
            Force = request.Force,
            Reason = RequestContent.ReasonOf(context),
            By = caller.NameOf(context),
            At = default,
        };
        if (request.DryRun)
        {
            var preview = await jobs.PreviewAsync(job, context.RequestAborted);
            await JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(
                new ReplayStarted(null, preview.Total, preview.More, preview.Skipped), ReplaysJson.Default.ReplayStarted));
            return;
        }

        job = await jobs.StartAsync(job, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(
            new ReplayStarted(job.Id, job.Total, job.More, null), ReplaysJson.Default.ReplayStarted));
    }

    /// <summary>Returns the bulk replays of the last 30 days, newest first.</summary>
    public async Task ListAsync(HttpContext context)
    {
        var all = await jobs.ListAsync(context.RequestAborted);
        await JsonResponse.WriteAsync(context, JsonSerializer.SerializeToUtf8Bytes(
            new ReplayList([.. all.Select(row => row.Job).OrderByDescending(job => job.At).Select(ReplayJobResponse.Of)]),
            ReplaysJson.Default.ReplayList));
    }

    /// <summary>Returns how far a bulk replay has come.</summary>
    public async Task ShowAsync(HttpContext context) =>
        await WriteAsync(context, RouteText.KeyOf(context) is { } id ? (await jobs.FindAsync(id, context.RequestAborted))?.Job : null);

    /// <summary>Stops a bulk replay.</summary>
    public async Task StopAsync(HttpContext context) =>
        await WriteAsync(context, RouteText.KeyOf(context) is { } id ? await jobs.StopAsync(id, context.RequestAborted) : null);

    private static async Task WriteAsync(HttpContext context, ReplayJob? job)
    {
        if (job is null)
        {
            await ProblemDetailsResponse.WriteAsync(context, StatusCodes.Status404NotFound, "No bulk replay has this id.");
            return;
        }

        await JsonResponse.WriteAsync(
            context, JsonSerializer.SerializeToUtf8Bytes(ReplayJobResponse.Of(job), ReplaysJson.Default.ReplayJobResponse));
    }
}

/// <summary>The response to a started or counted bulk replay.</summary>
/// <param name="Id">The job; null for a dry run.</param>
/// <param name="Total">The events to replay.</param>
/// <param name="More">Whether there may be more, because counting ended before the oldest event.</param>
/// <param name="Skipped">For a dry run: the events that are left out.</param>
internal sealed record ReplayStarted(string? Id, long Total, bool More, long? Skipped);

/// <summary>The response of <see cref="ReplaysApi.ListAsync"/>.</summary>
/// <param name="Replays">The bulk replays, newest first.</param>
internal sealed record ReplayList(IReadOnlyList<ReplayJobResponse> Replays);

/// <summary>A bulk replay; see <see cref="ReplayJob"/>.</summary>
/// <param name="Id">Identifies the job.</param>
/// <param name="State">running, done or stopped.</param>
/// <param name="Total">The events to replay.</param>
/// <param name="More">Whether there may be more, because counting ended before the oldest event.</param>
/// <param name="Done">The replays that were requested.</param>
/// <param name="Failed">The events that could not be replayed.</param>
/// <param name="Skipped">The events that were left out.</param>
/// <param name="RatePerSecond">The most replays in a second.</param>
/// <param name="Limit">The most events, or null.</param>
/// <param name="Force">Whether events that changed nothing are replayed.</param>
/// <param name="Filter">Which events are replayed.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="By">Who started it.</param>
/// <param name="At">When it was started.</param>
/// <param name="EndedAt">When it ended, or null.</param>
internal sealed record ReplayJobResponse(
    string Id, string State, long Total, bool More, long Done, long Failed, long Skipped, int RatePerSecond, int? Limit, bool Force,
    ReplayFilterResponse Filter, string? Reason, string By, DateTime At, DateTime? EndedAt)
{
    /// <summary>The response for a job.</summary>
    public static ReplayJobResponse Of(ReplayJob job) => new(
        job.Id,
        job.State switch
        {
            ReplayState.Running => "running",
            ReplayState.Done => "done",
            _ => "stopped",
        },
        job.Total, job.More, job.Done, job.Failed, job.Skipped, job.RatePerSecond, job.Limit, job.Force,
        ReplayFilterResponse.Of(job.Filter), job.Reason, job.By, job.At.UtcDateTime, job.EndedAt?.UtcDateTime);
}

/// <summary>A filter; see <see cref="ReplayFilter"/>.</summary>
/// <param name="Ids">These events, or null.</param>
/// <param name="Group">Events of this failure group, or null.</param>
/// <param name="Source">Events of this source, or null.</param>
/// <param name="Type">Events of this type, or null.</param>
/// <param name="Handler">Events that this handler finished or failed, or null.</param>
/// <param name="Status">Events with this status, or null.</param>
/// <param name="Outcome">Events with this outcome, or null.</param>
/// <param name="Livemode">Events of this mode, or null.</param>
/// <param name="Error">Events whose last error has this text, or null.</param>
/// <param name="Since">Events from this time on, or null.</param>
/// <param name="Until">Events before this time, or null.</param>
/// <param name="Payment">Events of this payment, or null.</param>
internal sealed record ReplayFilterResponse(
    IReadOnlyList<string>? Ids, string? Group, IReadOnlyList<string>? Source, IReadOnlyList<string>? Type,
    IReadOnlyList<string>? Handler, IReadOnlyList<string>? Status, IReadOnlyList<string>? Outcome, bool? Livemode,
    string? Error, DateTime? Since, DateTime? Until, string? Payment)
{
    /// <summary>The response for a filter.</summary>
    public static ReplayFilterResponse Of(ReplayFilter filter) => new(
        filter.Ids, filter.Group, filter.Source, filter.Type, filter.Handler,
        filter.Status is { } statuses ? [.. statuses.Select(EventStatusText.Of)] : null,
        filter.Outcome is { } outcomes ? [.. outcomes.Select(EventOutcomeText.Of)] : null, filter.Livemode, filter.Error,
        filter.Since?.UtcDateTime, filter.Until?.UtcDateTime, filter.Payment);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReplayStarted))]
[JsonSerializable(typeof(ReplayList))]
[JsonSerializable(typeof(ReplayJobResponse))]
internal sealed partial class ReplaysJson : JsonSerializerContext;
