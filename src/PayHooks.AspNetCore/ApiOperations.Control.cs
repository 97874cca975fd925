using Microsoft.AspNetCore.Http;
using PayHooks.Pauses;

namespace PayHooks.AspNetCore;

/// <summary>The operations on pauses, failure groups and bulk replays.</summary>
internal static partial class ApiOperations
{
    public static ApiOperation ListPauses { get; } =
        Read(nameof(ListPauses), ApiRoutes.Pauses, Call<PausesApi>((api, context) => api.ListAsync(context))) with
        {
            Summary = "Lists what is paused.",
            Results = [ApiResult.Of("What is paused.", PausesJson.Default.PauseList)],
        };

    public static ApiOperation PauseSource { get; } = Operate(
        nameof(PauseSource), ApiRoutes.PauseSource, Call<PausesApi>((api, context) => api.PauseAsync(context, PauseKind.Source))) with
    {
        Summary = "Lets the events of a source wait.",
        Path = [ApiParameters.SourceName],
        Members = [ApiParameters.PausedUntil],
        Results = [ApiResult.Of("The pause.", PausesJson.Default.PauseResponse)],
    };

    public static ApiOperation ResumeSource { get; } = Operate(
        nameof(ResumeSource), ApiRoutes.ResumeSource, Call<PausesApi>((api, context) => api.ResumeAsync(context, PauseKind.Source))) with
    {
        Summary = "Runs the events of a source again.",
        Path = [ApiParameters.SourceName],
        Results =
        [
            ApiResult.Of("The pause, whose events are requeued.", PausesJson.Default.PauseResponse, StatusCodes.Status202Accepted),
        ],
    };

    public static ApiOperation PauseHandler { get; } = Operate(
        nameof(PauseHandler), ApiRoutes.PauseHandler, Call<PausesApi>((api, context) => api.PauseAsync(context, PauseKind.Handler))) with
    {
        Summary = "Lets the events of a handler wait.",
        Path = [ApiParameters.HandlerName],
        Members = [ApiParameters.PausedUntil],
        Results = [ApiResult.Of("The pause.", PausesJson.Default.PauseResponse)],
    };

    public static ApiOperation ResumeHandler { get; } = Operate(
        nameof(ResumeHandler), ApiRoutes.ResumeHandler, Call<PausesApi>((api, context) => api.ResumeAsync(context, PauseKind.Handler))) with
    {
        Summary = "Runs the events of a handler again.",
        Path = [ApiParameters.HandlerName],
        Results =
        [
            ApiResult.Of("The pause, whose events are requeued.", PausesJson.Default.PauseResponse, StatusCodes.Status202Accepted),
        ],
    };

    public static ApiOperation ListFailures { get; } = Read(
        nameof(ListFailures), ApiRoutes.Failures, Call<FailuresApi>((api, context) => api.ListAsync(context))) with
    {
        Summary = "Lists the retrying and dead events by what fails.",
        Results = [ApiResult.Of("The groups, largest first.", FailuresJson.Default.FailureList)],
    };

    public static ApiOperation NoteFailure { get; } = Operate(
        nameof(NoteFailure), ApiRoutes.Failure, Call<FailuresApi>((api, context) => api.NoteAsync(context))) with
    {
        Summary = "Notes something about a failure group, or acknowledges it.",
        Path = [ApiParameters.GroupId],
        Members = [ApiParameters.Note, ApiParameters.Acknowledged],
        Results = [ApiResult.Of("The group.", FailuresJson.Default.FailureGroup)],
    };

    public static ApiOperation ListReplays { get; } =
        Read(nameof(ListReplays), ApiRoutes.Replays, Call<ReplaysApi>((api, context) => api.ListAsync(context))) with
        {
            Summary = "Lists the bulk replays.",
            Results = [ApiResult.Of("The bulk replays of the last 30 days, newest first.", ReplaysJson.Default.ReplayList)],
        };

    public static ApiOperation StartReplay { get; } = Operate(
        nameof(StartReplay), ApiRoutes.Replays, Call<ReplaysApi>((api, context) => api.StartAsync(context))) with
    {
        Summary = "Starts a bulk replay, or counts its events.",
        Members = ApiParameters.Replay,
        Results =
        [
            ApiResult.Of("The counts of a dry run.", ReplaysJson.Default.ReplayStarted),
            ApiResult.Of("The job has started.", ReplaysJson.Default.ReplayStarted, StatusCodes.Status202Accepted),
        ],
    };

    public static ApiOperation ShowReplay { get; } =
        Read(nameof(ShowReplay), ApiRoutes.BulkReplay, Call<ReplaysApi>((api, context) => api.ShowAsync(context))) with
        {
            Summary = "Shows how far a bulk replay has come.",
            Path = [ApiParameters.ReplayId],
            Results = [ApiResult.Of("The bulk replay.", ReplaysJson.Default.ReplayJobResponse)],
        };

    public static ApiOperation StopReplay { get; } = new(
        nameof(StopReplay), ApiRoutes.BulkReplay, [HttpMethods.Delete], ApiRight.Operate,
        Call<ReplaysApi>((api, context) => api.StopAsync(context)))
    {
        Summary = "Stops a bulk replay.",
        Path = [ApiParameters.ReplayId],
        Results = [ApiResult.Of("The bulk replay.", ReplaysJson.Default.ReplayJobResponse)],
    };
}
