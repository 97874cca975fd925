using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.AspNetCore;

namespace PayHooks.AzureFunctions;

/// <summary>
/// The operations API, continued: pauses, failure groups, bulk replays and captures. As with <see cref="OperateEvents"/>, a key is valid
/// for one function.
/// </summary>
public sealed class ControlEvents(IServiceProvider services)
{
    private readonly ApiPipeline pipeline = services.GetRequiredService<ApiPipeline>();

    /// <summary>Lists what is paused.</summary>
    [Function(nameof(ApiOperations.ListPauses))]
    public Task ListPausesAsync([HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Pauses)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ListPauses);

    /// <summary>Lets the events of a source wait.</summary>
    [Function(nameof(ApiOperations.PauseSource))]
    public Task PauseSourceAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = ApiRoutes.PauseSource)] HttpRequest request) =>
        RunAsync(request, ApiOperations.PauseSource);

    /// <summary>Runs the events of a source again.</summary>
    [Function(nameof(ApiOperations.ResumeSource))]
    public Task ResumeSourceAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = ApiRoutes.ResumeSource)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ResumeSource);

    /// <summary>Lets the events of a handler wait.</summary>
    [Function(nameof(ApiOperations.PauseHandler))]
    public Task PauseHandlerAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = ApiRoutes.PauseHandler)] HttpRequest request) =>
        RunAsync(request, ApiOperations.PauseHandler);

    /// <summary>Runs the events of a handler again.</summary>
    [Function(nameof(ApiOperations.ResumeHandler))]
    public Task ResumeHandlerAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = ApiRoutes.ResumeHandler)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ResumeHandler);

    /// <summary>Lists the retrying and dead events by what fails.</summary>
    [Function(nameof(ApiOperations.ListFailures))]
    public Task ListFailuresAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Failures)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ListFailures);

    /// <summary>Notes something about a failure group, or acknowledges it.</summary>
    [Function(nameof(ApiOperations.NoteFailure))]
    public Task NoteFailureAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = ApiRoutes.Failure)] HttpRequest request) =>
        RunAsync(request, ApiOperations.NoteFailure);

    /// <summary>Lists the bulk replays.</summary>
    [Function(nameof(ApiOperations.ListReplays))]
    public Task ListReplaysAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Replays)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ListReplays);

    /// <summary>Starts a bulk replay, or counts its events.</summary>
    [Function(nameof(ApiOperations.StartReplay))]
    public Task StartReplayAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = ApiRoutes.Replays)] HttpRequest request) =>
        RunAsync(request, ApiOperations.StartReplay);

    /// <summary>Shows how far a bulk replay has come.</summary>
    [Function(nameof(ApiOperations.ShowReplay))]
    public Task ShowReplayAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.BulkReplay)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ShowReplay);

    /// <summary>Stops a bulk replay.</summary>
    [Function(nameof(ApiOperations.StopReplay))]
    public Task StopReplayAsync([HttpTrigger(AuthorizationLevel.Function, "delete", Route = ApiRoutes.BulkReplay)] HttpRequest request) =>
        RunAsync(request, ApiOperations.StopReplay);

    /// <summary>Lists the captures of rejected deliveries that run.</summary>
    [Function(nameof(ApiOperations.ListCaptures))]
    public Task ListCapturesAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Captures)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ListCaptures);

    /// <summary>Captures the rejected deliveries of a source for some time.</summary>
    [Function(nameof(ApiOperations.StartCapture))]
    public Task StartCaptureAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = ApiRoutes.Captures)] HttpRequest request) =>
        RunAsync(request, ApiOperations.StartCapture);

    /// <summary>Gets the encrypted deliveries of a capture.</summary>
    [Function(nameof(ApiOperations.ShowCapture))]
    public Task ShowCaptureAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = ApiRoutes.Capture)] HttpRequest request) =>
        RunAsync(request, ApiOperations.ShowCapture);

    /// <summary>Ends a capture and removes its deliveries.</summary>
    [Function(nameof(ApiOperations.StopCapture))]
    public Task StopCaptureAsync([HttpTrigger(AuthorizationLevel.Function, "delete", Route = ApiRoutes.Capture)] HttpRequest request) =>
        RunAsync(request, ApiOperations.StopCapture);

    private Task RunAsync(HttpRequest request, ApiOperation operation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return pipeline.RunAsync(request.HttpContext, operation);
    }
}
